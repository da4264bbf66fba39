"""Old workbooks: what their records say of errors, hidden parts and dates, on a workbook built record by record."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from cbec_desktop.domain.errors import UserError
from cbec_desktop.exchange import precheck
from cbec_desktop.exchange.file_kind import FileKind
from cbec_desktop.exchange.reading import Reading

SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def begin(kind: int) -> bytes:
    return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))


def label(row: int, column: int, text: str) -> bytes:
    return record(0x204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16le"))


def error_cell(row: int, column: int, code: int) -> bytes:
    return record(0x205, struct.pack("<HHHBB", row, column, 0, code, 1))


def failed_formula(row: int, column: int, code: int) -> bytes:
    result = bytes([2, 0, code, 0, 0, 0, 0xFF, 0xFF])
    return record(0x06, struct.pack("<HHH", row, column, 0) + result + struct.pack("<HIH", 0, 0, 0))


def hidden_row(row: int) -> bytes:
    return record(0x208, struct.pack("<HHHHHHI", row, 0, 4, 255, 0, 0, 0x20))


def hidden_columns(first: int, last: int) -> bytes:
    return record(0x7D, struct.pack("<HHHHHH", first, last, 2560, 0, 1, 0))


def merged(top: int, bottom: int, left: int, right: int) -> bytes:
    return record(0xE5, struct.pack("<5H", 1, top, bottom, left, right))


def stream(sheet: bytes, *, state: int = 0, more: bytes = b"") -> bytes:
    """A workbook with one sheet 企业名录; `more` are further global records."""
    name = "企业名录"
    body = begin(0x10) + sheet + record(0x0A)

    def head(offset: int) -> bytes:
        entry = struct.pack("<IBBBB", offset, state, 0, len(name), 1) + name.encode("utf-16le")
        return begin(0x05) + record(0x42, struct.pack("<H", 1200)) + more + record(0x85, entry) + record(0x0A)

    return head(len(head(0))) + body


def directory_entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16le") + b"\0\0"
    links = struct.pack("<HBBIII", len(text), kind, 1, FREE, FREE, child)
    return text.ljust(64, b"\0") + links + b"\0" * 36 + struct.pack("<IQ", start, size)


def compound(path: Path, name: str, content: bytes) -> Path:
    """A compound file with one stream: sector 0 the table, then the stream, then the directory."""
    content = content.ljust(4096, b"\0")
    content += b"\0" * (-len(content) % SECTOR)
    count = len(content) // SECTOR
    table = [TABLE, *range(2, count + 1), END, END]
    directory = directory_entry("Root Entry", 5, 1, END, 0) + directory_entry(name, 2, FREE, 1, len(content))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, count + 1, 0, 4096, END, 0, END, 0) + struct.pack("<109I", 0, *[FREE] * 108)
    sectors = struct.pack("<128I", *(table + [FREE] * (128 - len(table))))
    path.write_bytes(head + sectors + content + directory.ljust(SECTOR, b"\0"))
    return path


def check(path: Path) -> precheck.Precheck:
    facts = precheck.begin(path)
    precheck.finish(facts)
    return facts


SHEET = (
    label(0, 0, "表头") + hidden_row(2) + hidden_columns(1, 2) + label(2, 0, "甲") + error_cell(2, 1, 0x2A)
    + failed_formula(3, 2, 0x07) + merged(4, 6, 0, 1)
)  # fmt: skip


def test_errors_hidden_and_merged_parts_of_an_old_workbook(tmp_path: Path) -> None:
    facts = check(compound(tmp_path / "a.xls", "Workbook", stream(SHEET, more=record(0x22, b"\x01\0"))))
    sheet = facts.sheets["企业名录"]
    assert facts.kind is FileKind.XLS
    assert facts.is_1904
    assert sheet.errors == {(3, 1): "#N/A", (4, 2): "#DIV/0!"}
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.merges) == ({3}, {1, 2}, [(5, 0, 7, 1)])
    assert sheet.formula_count == 1


def test_the_reader_knows_the_same_workbook_but_not_its_errors(tmp_path: Path) -> None:
    path = compound(tmp_path / "a.et", "Workbook", stream(SHEET))
    with Reading(path, "xls") as reading:
        (sheet,) = reading.sheets()
    assert sheet.row(sheet.numbers.index(3))[:2] == ["甲", ""]


def test_a_hidden_sheet_is_known_as_hidden(tmp_path: Path) -> None:
    facts = check(compound(tmp_path / "a.xls", "Workbook", stream(SHEET, state=2)))
    assert facts.sheets["企业名录"].state == "veryHidden"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("Workbook", stream(SHEET, more=record(0x2F, b"\0" * 6)), "密码"),
        ("EncryptedPackage", b"x", "密码"),
        ("WordDocument", b"x", "Word"),
        ("Workbook", b"\xff" * 5000, "损坏"),
        ("Something", b"x", "没有工作簿"),
    ],
    ids=["password", "encrypted package", "word", "noise", "no workbook"],
)
def test_what_is_no_readable_old_workbook(name: str, content: bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=words):
        check(compound(tmp_path / "a.xls", name, content))


def test_a_chain_of_sectors_in_a_circle_ends(tmp_path: Path) -> None:
    path = compound(tmp_path / "a.xls", "Workbook", stream(SHEET))
    content = bytearray(path.read_bytes())
    struct.pack_into("<I", content, SECTOR + 4 * 2, 1)  # the second sector points back to the first
    path.write_bytes(content)
    with pytest.raises(UserError, match="损坏"):
        check(path)
