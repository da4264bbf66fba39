"""One pass over the XML of a sheet: far cells, errors, formulas without a result, hidden and merged parts.

Two scanners that a test holds equal. `PlainScan` searches the bytes and is fast enough to run beside the reader; it
takes the XML only in the shape that Excel, WPS, LibreOffice and openpyxl write, and raises `NotPlain` on any other.
`FullScan` asks expat about every element and takes every shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from cbec_desktop.exchange.sheet_facts import (
    MAX_COLUMN,
    MAX_ROW,
    SheetFacts,
    StructureFault,
    column_index,
    parse_address,
)

_ROW = re.compile(rb'<row r="(\d+)"')
_HIDDEN_ROW = re.compile(rb'<row r="(\d+)"[^>]*? hidden="(?:1|true)"')
_FAR_COLUMN = re.compile(rb'<c r="(?:[A-Z]{3}|[J-Z][A-Z]|I[W-Z])')
_CELL_HEAD = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"([^>]*)>')
_VALUE = re.compile(rb"<v(?: [^>/]*)?(?:/>|>([^<]*)</v>)")
_CONTENT = re.compile(rb"<v(?: [^>]*)?>[^<]|<is[ >]|<f[ >/]")
_COLUMN = re.compile(rb"<col [^>]*>")
_ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
_MERGE = re.compile(rb'<mergeCell ref="([^"]*)"')
_NOT_PLAIN = (b"<c>", b"<c/>", b"<!", b":c ", b":c>", b":v>", b":f>", b":row")  # no address, comment, prefix
_WORTH_A_LOOK = (b"<v", b"<is", b"<f", b":v", b":is", b":f", b' hidden="')
MAX_PENDING = 24 * 1024 * 1024


class NotPlain(Exception):  # noqa: N818 - a request for the other scanner, not an error
    """The XML has a shape that the quick scan does not promise to understand."""


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


class PlainScan:
    """The quick scan; feed it the XML in chunks, then `close`."""

    def __init__(self, facts: SheetFacts) -> None:
        self._facts = facts
        self._pending = b""
        self._last_row = 0
        self._is_in_data = False
        self._is_after_data = False

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes; raises NotPlain or StructureFault."""
        self._pending += chunk
        if len(self._pending) > MAX_PENDING:
            raise StructureFault(f"工作表“{self._facts.name}”里有异常庞大的内容；请用 WPS 或 Excel 另存后重发。")
        if not self._is_in_data:
            self._read_head()
        if self._is_in_data and not self._is_after_data:
            self._read_data()

    def close(self) -> None:
        """The end of the XML."""
        if self._is_in_data and not self._is_after_data:
            raise NotPlain
        for match in _MERGE.finditer(self._pending):
            self._facts.add_merge(_text(match[1]))
        if self._pending.count(b"<mergeCell ") != len(_MERGE.findall(self._pending)):
            raise NotPlain
        self._facts.check_marks()

    def _read_head(self) -> None:
        start = self._pending.find(b"<sheetData")
        if start < 0:
            return
        head = self._pending[:start]
        if not _is_plain_head(head):
            raise NotPlain
        for match in _COLUMN.finditer(head):
            _note_hidden_columns(self._facts, {_text(k): _text(v) for k, v in _ATTRIBUTE.findall(match[0])})
        self._pending = self._pending[start + len(b"<sheetData") :]
        self._is_in_data = True

    def _read_data(self) -> None:
        end = self._pending.find(b"</sheetData")
        self._is_after_data = end >= 0
        if end < 0 and b"<row" not in self._pending and self._pending.startswith(b"/>"):
            self._is_after_data = True
            return
        cut = end if end >= 0 else max(self._pending.rfind(b"</row>") + 6, self._pending.rfind(b"<row "))
        if cut > 6:
            segment, self._pending = self._pending[:cut], self._pending[cut:]
            self._scan(segment)

    def _scan(self, segment: bytes) -> None:
        if not any(mark in segment for mark in _WORTH_A_LOOK):
            return  # empty styled rows, of which WPS writes a million
        rows = [int(number) for number in _ROW.findall(segment)]
        is_plain = (
            len(rows) == segment.count(b"<row")
            and segment.count(b"<c ") == segment.count(b'<c r="') == segment.count(b"<c r=")
            and not any(mark in segment for mark in _NOT_PLAIN)
        )
        if not is_plain:
            raise NotPlain
        self._check_order(rows)
        if b' hidden="' in segment:
            self._facts.hidden_rows.update(int(number) for number in _HIDDEN_ROW.findall(segment))
        if rows and rows[-1] > MAX_ROW:
            self._check_far_rows(segment)
        for match in _FAR_COLUMN.finditer(segment):
            self._check_far_column(segment, match.start())
        if b't="e"' in segment:
            self._each(segment, b't="e"', self._note_error)
        if b"<f" in segment:
            self._each(segment, b"<f", self._note_formula)
            self._facts.check_marks()

    def _check_order(self, rows: list[int]) -> None:
        if rows and (rows[0] <= self._last_row or any(map(int.__ge__, rows, rows[1:]))):
            raise StructureFault(f"工作表“{self._facts.name}”的行号重复或错乱；请用 WPS 或 Excel 另存后重发。")
        if rows:
            self._last_row = rows[-1]

    def _check_far_rows(self, segment: bytes) -> None:
        for match in _ROW.finditer(segment):
            if int(match[1]) > MAX_ROW:
                content = _CONTENT.search(segment, match.start())
                if content:
                    row, column, _ = _cell_before(segment, content.start())
                    self._facts.check_far(row, column)
                return

    def _check_far_column(self, segment: bytes, start: int) -> None:
        head = _CELL_HEAD.match(segment, start)
        if head is None:
            parse_address(_text(segment[start + 6 : start + 30]).partition('"')[0])
            raise NotPlain
        if not head[3].endswith(b"/") and _CONTENT.search(segment, head.end(), segment.find(b"</c>", head.end())):
            self._facts.check_far(int(head[2]), column_index(_text(head[1])))

    def _each(self, segment: bytes, needle: bytes, note: Callable[[bytes, int], None]) -> None:
        place = segment.find(needle)
        while place >= 0:
            note(segment, place)
            place = segment.find(needle, place + len(needle))

    def _note_error(self, segment: bytes, place: int) -> None:
        row, column, head = _cell_before(segment, place)
        if b't="e"' not in head or head.endswith(b"/"):
            return
        if value := _VALUE.search(segment, place, segment.find(b"</c>", place) + 4):
            self._facts.errors[row, column] = _text(value[1]) if value[1] else "错误值"

    def _note_formula(self, segment: bytes, place: int) -> None:
        if segment[place + 2 : place + 3] not in b" >/":
            return
        row, column, head = _cell_before(segment, place)
        self._facts.formula_count += 1
        value = _VALUE.search(segment, place, segment.find(b"</c>", place) + 4)
        if value is None or not (value[1] or b't="str"' in head):
            self._facts.uncached.add((row, column))


def _cell_before(segment: bytes, place: int) -> tuple[int, int, bytes]:
    """Row, column and attributes of the cell that holds `place`; NotPlain when there is none."""
    head = _CELL_HEAD.match(segment, max(segment.rfind(b"<c ", 0, place), 0))
    if head is None:
        raise NotPlain
    return int(head[2]), column_index(_text(head[1])), head[3]


def _is_plain_head(head: bytes) -> bool:
    declaration = head[:200].lower()
    is_utf8 = b"encoding=" not in declaration or b'encoding="utf-8"' in declaration
    return is_utf8 and b"<worksheet" in head and b"<!" not in head and b"='" not in head


def _note_hidden_columns(facts: SheetFacts, attributes: dict[str, str]) -> None:
    if attributes.get("hidden") in ("1", "true"):
        first, last = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
        facts.hidden_columns.update(range(max(first, 1) - 1, min(last, MAX_COLUMN)))


class FullScan:
    """The thorough scan: handlers for an expat parser that takes any prefix, order, quoting or encoding."""

    def __init__(self, facts: SheetFacts) -> None:
        self._facts = facts
        self._row = 0
        self._column = -1
        self._kind = ""
        self._value: list[str] | None = None
        self._text = ""
        self._has_formula = False
        self._has_value = False
        self._has_value_element = False
        self._has_content = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        local = name.rpartition(":")[2]
        if local == "c":
            self._start_cell(attributes)
        elif local == "row":
            self._start_row(attributes)
        elif local == "v":
            self._value = []
            self._has_value_element = True
        elif local in ("is", "f"):
            self._has_content = True
            self._has_formula = self._has_formula or local == "f"
        elif local == "col":
            _note_hidden_columns(self._facts, attributes)
        elif local == "mergeCell":
            self._facts.add_merge(attributes.get("ref", ""))

    def data(self, text: str) -> None:
        """Characters; only those of a value are kept."""
        if self._value is not None:
            self._value.append(text)

    def end(self, name: str) -> None:
        """An element ends."""
        local = name.rpartition(":")[2]
        if local == "v" and self._value is not None:
            self._text, self._value = "".join(self._value), None
            self._has_value = bool(self._text)
            self._has_content = self._has_content or self._has_value
        elif local == "c":
            self._end_cell()

    def _start_row(self, attributes: dict[str, str]) -> None:
        row = _whole(attributes.get("r"), self._row + 1)
        if row <= self._row:
            raise StructureFault(f"工作表“{self._facts.name}”的行号重复或错乱；请用 WPS 或 Excel 另存后重发。")
        self._row, self._column = row, -1
        if attributes.get("hidden") in ("1", "true"):
            self._facts.hidden_rows.add(row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self._column = parse_address(reference)[1] if reference else self._column + 1
        self._kind = attributes.get("t", "")
        self._text = ""
        self._has_formula = self._has_value = self._has_value_element = self._has_content = False

    def _end_cell(self) -> None:
        facts, place = self._facts, (self._row, self._column)
        if self._has_content:
            facts.check_far(*place)
        if self._kind == "e" and self._has_value_element:
            facts.errors[place] = self._text or "错误值"
        if self._has_formula:
            facts.formula_count += 1
            if not (self._has_value or (self._kind == "str" and self._has_value_element)):
                facts.uncached.add(place)
        facts.check_marks()


def _whole(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not text.isdecimal() or not 1 <= int(text) <= 1_048_576:
        raise StructureFault(f"文件里有不合法的行号“{text[:20]}”；请用 WPS 或 Excel 另存后重发。")
    return int(text)
