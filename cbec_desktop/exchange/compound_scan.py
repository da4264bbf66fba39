"""One pass over the records of an old workbook (.xls, .et): errors, hidden and merged parts, the date system.

The reader of values gives error cells as empty; here they are found by address. Layout: [MS-CFB] and [MS-XLS].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from cbec_desktop.exchange.sheet_facts import MAX_SHEETS, SheetFacts, StructureFault

_END = 0xFFFFFFFA  # from here on sector numbers are marks
_STATES = {0: "visible", 1: "hidden", 2: "veryHidden"}
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_DAMAGED = "文件不完整或已损坏；请用 WPS 或 Excel 打开另存为 .xlsx，再重新发送。"
_BOF, _EOF, _BOUNDSHEET, _DATEMODE, _FILEPASS = 0x809, 0x0A, 0x85, 0x22, 0x2F
_FORMULA, _BOOLERR, _ROW, _COLINFO, _MERGED = 0x06, 0x205, 0x208, 0x7D, 0xE5


def scan_compound(path: Path, sheets: dict[str, SheetFacts], remarks: list[str]) -> bool:
    """Fill `sheets` and `remarks`; whether the file counts dates from 1904. Raises StructureFault."""
    content = path.read_bytes()
    if "_VBA_PROJECT".encode("utf-16le") in content:
        remarks.append("文件含宏；宏不会运行，只读取单元格的值。")
    try:
        stream = _workbook_stream(content)
        return _scan_stream(stream, sheets)
    except (struct.error, IndexError) as error:
        raise StructureFault(_DAMAGED) from error


def _workbook_stream(content: bytes) -> bytes:
    shift = struct.unpack_from("<H", content, 30)[0]
    if shift not in (9, 12):
        raise StructureFault(_DAMAGED)
    size = 1 << shift
    directory_start, cutoff, mini_start = struct.unpack_from("<I4xII", content, 48)
    table = _allocation_table(content, size)
    directory = _chain(content, table, directory_start, size, 1)
    entries = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]
    for entry in entries:
        length = struct.unpack_from("<H", entry, 64)[0]
        name = entry[: max(length - 2, 0)].decode("utf-16le", "replace")
        if name in ("Workbook", "Book", "BOOK"):
            start, byte_count = struct.unpack_from("<IQ", entry, 116)
            if byte_count >= cutoff:
                return _chain(content, table, start, size, 1)[:byte_count]
            root_start = struct.unpack_from("<I", entries[0], 116)[0]
            small = _chain(content, table, root_start, size, 1)
            mini_table = struct.unpack(f"<{size // 4}I", content[(mini_start + 1) * size : (mini_start + 2) * size])
            return _chain(small, mini_table, start, 64, 0)[:byte_count]
    raise StructureFault(_DAMAGED)


def _allocation_table(content: bytes, size: int) -> tuple[int, ...]:
    sectors = [number for number in struct.unpack_from("<109I", content, 76) if number < _END]
    following = struct.unpack_from("<I", content, 68)[0]
    while following < _END and len(sectors) * size < len(content):
        block = struct.unpack_from(f"<{size // 4}I", content, (following + 1) * size)
        sectors.extend(number for number in block[:-1] if number < _END)
        following = block[-1]
    table: list[int] = []
    for number in sectors:
        table.extend(struct.unpack_from(f"<{size // 4}I", content, (number + 1) * size))
    return tuple(table)


def _chain(content: bytes, table: tuple[int, ...], start: int, size: int, offset: int) -> bytes:
    parts, number = [], start
    while number < _END:
        parts.append(content[(number + offset) * size : (number + offset + 1) * size])
        number = table[number]
        if len(parts) * size > len(content) + size:
            raise StructureFault(_DAMAGED)
    return b"".join(parts)


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, nested ones (charts) left out."""
    at, depth = start, 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _scan_stream(stream: bytes, sheets: dict[str, SheetFacts]) -> bool:
    is_1904, found = False, []
    for kind, data in _records(stream, 0):
        if kind == _FILEPASS:
            raise StructureFault("文件设有打开密码（已加密）；请去掉密码另存后重发。")
        if kind == _DATEMODE:
            is_1904 = data[:2] == b"\x01\x00"
        elif kind == _BOUNDSHEET:
            found.append(
                (struct.unpack_from("<I", data)[0], SheetFacts(_name(data), _STATES.get(data[4] & 3, "hidden")))
            )
    if not found or len(found) > MAX_SHEETS:
        raise StructureFault(
            _DAMAGED if not found else f"文件里有 {len(found)} 张工作表，过多；请只保留要报送的工作表。"
        )
    for offset, facts in found:
        sheets[facts.name] = facts
        for kind, data in _records(stream, offset):
            _note(facts, kind, data)
    return is_1904


def _name(data: bytes) -> str:
    length, is_wide = data[6], data[7] & 1
    return data[8 : 8 + length * 2].decode("utf-16le", "replace") if is_wide else data[8 : 8 + length].decode("latin-1")


def _note(facts: SheetFacts, kind: int, data: bytes) -> None:
    if kind == _BOOLERR and data[7]:
        row, column = struct.unpack_from("<HH", data)
        facts.errors[row + 1, column] = _ERRORS.get(data[6], "错误值")
    elif kind == _FORMULA:
        row, column = struct.unpack_from("<HH", data)
        facts.formula_count += 1
        if data[12:14] == b"\xff\xff" and data[6] == 2:
            facts.errors[row + 1, column] = _ERRORS.get(data[8], "错误值")
    elif kind == _ROW and data[12] & 0x20:
        facts.hidden_rows.add(struct.unpack_from("<H", data)[0] + 1)
    elif kind == _COLINFO and data[8] & 1:
        first, last = struct.unpack_from("<HH", data)
        facts.hidden_columns.update(range(first, min(last, 255) + 1))
    elif kind == _MERGED:
        for number in range(struct.unpack_from("<H", data)[0]):
            top, bottom, left, right = struct.unpack_from("<4H", data, 2 + number * 8)
            facts.merges.append((top + 1, left, bottom + 1, right))
