"""One pass over the content of an OpenDocument sheet: repeats out of proportion, errors, hidden and merged parts."""

from __future__ import annotations

import zipfile

from cbec_desktop.exchange.package import XmlCheck, check_part, chunks_of
from cbec_desktop.exchange.sheet_facts import MAX_COLUMN, MAX_ROW, MAX_SHEETS, SheetFacts, StructureFault

_HIDDEN = ("collapse", "filter")


def scan_content(package: zipfile.ZipFile, sheets: dict[str, SheetFacts]) -> None:
    """Fill `sheets` from content.xml; raises StructureFault."""
    names = package.namelist()
    if "META-INF/manifest.xml" in names and b"encryption-data" in b"".join(chunks_of(package, "META-INF/manifest.xml")):
        raise StructureFault("文件设有打开密码（已加密）；请去掉密码另存后重发。")
    check, scan = XmlCheck("content.xml"), _ContentScan(sheets)
    check.parser.StartElementHandler = scan.start
    check.parser.EndElementHandler = scan.end
    check.parser.CharacterDataHandler = scan.data
    for chunk in chunks_of(package, "content.xml"):
        check.feed(chunk)
    check.feed(b"", is_last=True)
    for name in names:
        if name.lower().endswith(".xml") and name != "content.xml":
            check_part(package, name)
    if not sheets:
        raise StructureFault("文件里没有工作表，已损坏；请用 WPS 或 Excel 打开另存为 .xlsx，再重新发送。")


class _ContentScan:
    """Handlers for expat; the prefixes table:, office: and text: are those that every writer uses."""

    def __init__(self, sheets: dict[str, SheetFacts]) -> None:
        self._sheets = sheets
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._facts = SheetFacts("")
        self._row = self._row_repeat = self._column = self._column_repeat = 0
        self._cell: dict[str, str] | None = None
        self._text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name in ("table:table-cell", "table:covered-table-cell"):
            self._cell, self._text = attributes, []
            self._column_repeat = _repeat(attributes, "table:number-columns-repeated")
        elif name == "table:table-row":
            self._start_row(attributes)
        elif name == "table:table-column":
            self._note_column(attributes)
        elif name == "table:table":
            self._start_sheet(attributes)
        elif name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)

    def data(self, text: str) -> None:
        """Characters of a cell."""
        if self._cell is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        """An element ends."""
        if name in ("table:table-cell", "table:covered-table-cell") and self._cell is not None:
            self._end_cell(self._cell, "".join(self._text).strip())
            self._cell = None
            self._column += self._column_repeat
        elif name == "table:table-row":
            self._row += self._row_repeat

    def _start_sheet(self, attributes: dict[str, str]) -> None:
        state = "hidden" if attributes.get("table:style-name", "") in self._hidden_styles else "visible"
        self._facts = SheetFacts(attributes.get("table:name", ""), state)
        self._sheets[self._facts.name] = self._facts
        self._row, self._column = 1, 0
        if len(self._sheets) > MAX_SHEETS:
            raise StructureFault(f"文件里有 {MAX_SHEETS} 张以上的工作表，过多；请只保留要报送的工作表。")

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row_repeat = _repeat(attributes, "table:number-rows-repeated")
        self._column = 0
        if attributes.get("table:visibility") in _HIDDEN:
            self._facts.hidden_rows.update(range(self._row, min(self._row + self._row_repeat, MAX_ROW + 1)))

    def _note_column(self, attributes: dict[str, str]) -> None:
        repeat = _repeat(attributes, "table:number-columns-repeated")
        if attributes.get("table:visibility") in _HIDDEN:
            self._facts.hidden_columns.update(range(self._column, min(self._column + repeat, MAX_COLUMN)))
        self._column += repeat

    def _end_cell(self, cell: dict[str, str], text: str) -> None:
        place = (self._row, self._column)
        has_content = bool(text) or "office:value-type" in cell
        if has_content:
            self._facts.check_far(self._row + self._row_repeat - 1, self._column + self._column_repeat - 1)
        if "table:formula" in cell:
            self._facts.formula_count += 1
            if not has_content:
                self._facts.uncached.add(place)
        if cell.get("calcext:value-type") == "error" or ("table:formula" in cell and text.startswith(("#", "Err:"))):
            self._facts.errors[place] = text or "错误值"
        rows = _repeat(cell, "table:number-rows-spanned")
        columns = _repeat(cell, "table:number-columns-spanned")
        if rows * columns > 1:
            self._facts.merges.append((self._row, self._column, self._row + rows - 1, self._column + columns - 1))
        self._facts.check_marks()


def _repeat(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    if not text.isdecimal() or not 1 <= int(text) <= 2_000_000:
        raise StructureFault("文件里有不合法的重复次数，可能已损坏；请用 WPS 或 Excel 另存后重发。")
    return int(text)
