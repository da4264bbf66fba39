"""The one module that opens workbooks to read their values; it runs in a child process of its own.

calamine aborts the process on some hostile files and may ask for any amount of memory: the child limits its memory
and processor time, its parent (`reading.py`) the time on the clock, which is longer: an office PC may be busy.
Kept light: the standard library and calamine, nothing of ours.

The child reads by content: only when the name's ending says what the content is, calamine opens the path itself.
It writes frames to standard output: four bytes of length, then a marshalled tuple:
`("sheet", name, state)`, `("rows", row numbers, columns, columns with dates)`, `("end",)` or `("error", code, detail)`.
Dates travel as `(ordinal,)` or `(ordinal, seconds)`, times as `(text,)`.
"""

from __future__ import annotations

import datetime
import marshal
import sys

MEMORY_LIMIT = 450 * 1024 * 1024
PROCESSOR_SECONDS = 15
CHUNK_ROWS = 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 256
_DATED = frozenset({datetime.date, datetime.datetime, datetime.time, datetime.timedelta})
_FRAME_VERSION = 2  # no references inside a frame: faster to write and to read


def child_main(argv: list[str]) -> int:
    """The child: read `argv[0]` of kind `argv[1]`, visible sheets and the hidden ones named after; frames on
    standard output."""
    limit_resources()
    with open(1, "wb", buffering=1 << 16, closefd=False) as out:
        try:
            with _open_workbook(argv[0], argv[1]) as workbook:
                _send_sheets(workbook, frozenset(argv[2:]), out)
            _send(out, ("end",))
        except MemoryError:
            _send(out, ("error", "memory", ""))
        except BaseException as error:  # a Rust panic is no Exception
            _send(out, ("error", type(error).__name__, str(error)[:300]))
    return 0


def limit_resources() -> None:
    """Hold the process to its memory and processor time where the platform can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    limits = ((resource.RLIMIT_AS, MEMORY_LIMIT), (resource.RLIMIT_CPU, PROCESSOR_SECONDS))
    for kind, limit in limits:
        _soft, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def _send(out, message: tuple) -> None:  # type: ignore[no-untyped-def, type-arg]
    payload = marshal.dumps(message, _FRAME_VERSION)
    out.write(len(payload).to_bytes(4, "little") + payload)
    out.flush()


def _open_workbook(path: str, kind: str):  # type: ignore[no-untyped-def]
    from python_calamine import CalamineWorkbook

    if path.lower().endswith((f".{kind}", ".xlsm" if kind == "xlsx" else f".{kind}")):
        return CalamineWorkbook.from_path(path)
    return CalamineWorkbook.from_filelike(open(path, "rb"))  # noqa: SIM115 - lives as long as the child


def _send_sheets(workbook, wanted_hidden: frozenset[str], out) -> None:  # type: ignore[no-untyped-def]
    from python_calamine import SheetTypeEnum

    for number, entry in enumerate(workbook.sheets_metadata):
        state = str(entry.visible).rpartition(".")[2]
        _send(out, ("sheet", entry.name, state[:1].lower() + state[1:]))
        is_wanted = state == "Visible" or entry.name in wanted_hidden
        if is_wanted and entry.typ == SheetTypeEnum.WorkSheet:
            _send_rows(workbook.get_sheet_by_index(number), out)


def _send_rows(sheet, out) -> None:  # type: ignore[no-untyped-def]
    numbers: list[int] = []
    rows: list[list[object]] = []
    total = 0
    left = sheet.start[1] if sheet.start else 0  # empty columns on the left are dropped, empty rows on top are not
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if any(row) or row.count("") != len(row):  # zeros are content
            numbers.append(number)
            rows.append(row)
            if len(rows) == CHUNK_ROWS:
                total += len(rows)
                if total > MAX_ROWS:
                    _send(out, ("error", "rows", ""))
                    sys.exit(0)
                _send_chunk(numbers, rows, left, out)
                numbers, rows = [], []
    if rows:
        _send_chunk(numbers, rows, left, out)


def _send_chunk(numbers: list[int], rows: list[list[object]], left: int, out) -> None:  # type: ignore[no-untyped-def]
    columns: list[tuple[object, ...]] = [("",) * len(rows)] * left
    columns = (columns + list(zip(*rows, strict=True)))[:MAX_COLUMNS]
    dated = [index for index, column in enumerate(columns) if not _DATED.isdisjoint(map(type, column))]
    for index in dated:
        columns[index] = tuple(_portable(value) for value in columns[index])
    _send(out, ("rows", numbers, columns, dated))


def _portable(value: object) -> object:
    if isinstance(value, datetime.datetime):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return (value.toordinal(), seconds) if seconds else (value.toordinal(),)
    if isinstance(value, datetime.date):
        return (value.toordinal(),)
    if isinstance(value, datetime.time | datetime.timedelta):
        return (str(value),)
    return value
