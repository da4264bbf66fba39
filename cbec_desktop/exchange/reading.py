"""Reading the values of a workbook at arm's length: starts the child, drains it, ends it, takes its frames apart."""

from __future__ import annotations

import csv
import importlib.util
import marshal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from cbec_desktop.domain.errors import UserError
from cbec_desktop.exchange.csv_text import decode_text, read_rows
from cbec_desktop.exchange.file_kind import refuse
from cbec_desktop.exchange.sheet_facts import MAX_COLUMN, MAX_ROW

READ_SECONDS = 60.0
MAX_PAYLOAD = 250 * 1024 * 1024
_BOOT = (
    "import sys; sys.path[:0] = sys.argv[1:3]; "
    "from cbec_desktop.exchange.reader import child_main; sys.exit(child_main(sys.argv[3:]))"
)
_TOO_MUCH = "内容过多，内存放不下；请删去多余的行、列和格式，或分成几个文件后重发。"
_TOO_SLOW = "读取超时，文件过大或结构异常；请删去多余内容、另存后重发。"
_CRASHED = "读取时出错，文件可能已损坏；请用 WPS 或 Excel 打开另存为 .xlsx，再重新发送。"


class TimeText(NamedTuple):
    """A time of day or a span in a cell: never what a column wants, but named in the sentence."""

    text: str


@dataclass(slots=True)
class RawSheet:
    """One sheet as columns of raw values; `numbers` are the sheet's own row numbers of the rows that hold anything."""

    name: str
    state: str = "visible"
    numbers: list[int] = field(default_factory=list)
    columns: list[list[Any]] = field(default_factory=list)

    def row(self, index: int) -> list[Any]:
        """The raw values of one row by its place in `numbers`."""
        return [column[index] for column in self.columns]


def command() -> list[str]:
    """How the reading child is started: from the bundle, or light (no site packages but calamine's) from a tree."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--read-workbook"]
    root = Path(__file__).resolve().parents[2]
    calamine = importlib.util.find_spec("python_calamine")
    if calamine is None or calamine.origin is None:
        raise UserError("缺少读取工作簿的组件 python-calamine，请重新安装本程序。", "missing_component")
    return [sys.executable, "-I", "-S", "-c", _BOOT, str(root), str(Path(calamine.origin).parents[1])]


class Reading:
    """A reading under way; use as a context manager so that the child never outlives it."""

    def __init__(self, path: Path, kind: str, hidden: Iterable[str] = (), seconds: float = READ_SECONDS) -> None:
        self._path = path
        self._ends_at = time.monotonic() + seconds
        self._frames: list[tuple[Any, ...]] = []
        self._is_too_long = False
        self._process = subprocess.Popen(
            [*command(), str(path), kind, *hidden],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._thread = threading.Thread(target=self._drain, name="workbook-reading", daemon=True)
        self._thread.start()

    def __enter__(self) -> Reading:
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._thread.join()
        if self._process.stdout:
            self._process.stdout.close()

    def _drain(self) -> None:
        """Take the frames as they come, so that the child never waits."""
        pipe, size = self._process.stdout, 0
        while pipe is not None and len(head := pipe.read(4)) == 4:
            length = int.from_bytes(head, "little")
            size += length
            if size > MAX_PAYLOAD:
                self._is_too_long = True
                self._process.kill()
                return
            payload = pipe.read(length)
            if len(payload) < length:
                return
            self._frames.append(marshal.loads(payload))

    def sheets(self) -> list[RawSheet]:
        """All sheets read (hidden ones that were not asked for without rows); raises UserError."""
        self._thread.join(max(self._ends_at - time.monotonic(), 0))
        if self._thread.is_alive():
            raise refuse(self._path, _TOO_SLOW, "read_timeout")
        if self._is_too_long:
            raise refuse(self._path, _TOO_MUCH, "too_large")
        frames, self._frames = self._frames, []
        return self._assemble(frames)

    def _assemble(self, frames: list[tuple[Any, ...]]) -> list[RawSheet]:
        sheets: list[RawSheet] = []
        is_complete = False
        frames.reverse()
        while frames:
            frame = frames.pop()  # each frame is let go once its rows are taken over
            if frame[0] == "rows":
                _append(sheets[-1], *frame[1:])
            elif frame[0] == "sheet":
                sheets.append(RawSheet(frame[1], frame[2]))
            elif frame[0] == "error":
                raise self._fault(frame[1])
            else:
                is_complete = frame[0] == "end"
        if not is_complete:
            raise self._death()
        return sheets

    def _fault(self, code: str) -> UserError:
        if code == "memory":
            return refuse(self._path, _TOO_MUCH, "too_large")
        if code == "rows":
            return refuse(self._path, f"超过 {MAX_ROW} 行；请分成几个文件后重发。", "too_large")
        if code == "PasswordError":
            return refuse(self._path, "文件设有打开密码（已加密）；请去掉密码另存后重发。", "encrypted")
        return refuse(self._path, _CRASHED, "damaged")

    def _death(self) -> UserError:
        """The child ended without its last frame: out of time or memory (Rust aborts), or a fault of the file."""
        code = self._process.wait()
        if code in (-24, 152):
            return refuse(self._path, _TOO_SLOW, "read_timeout")
        is_abort = code in (-6, -9, -11, 134, 137, 139)
        return refuse(self._path, _TOO_MUCH if is_abort else _CRASHED, "too_large" if is_abort else "damaged")


def _append(sheet: RawSheet, numbers: list[int], columns: list[tuple[Any, ...]], dated: list[int]) -> None:
    while len(sheet.columns) < len(columns):
        sheet.columns.append([""] * len(sheet.numbers))
    sheet.numbers.extend(numbers)
    decoded: dict[tuple[Any, ...], Any] = {}
    for index, column in enumerate(columns):
        if index in dated:
            column = tuple(_decoded(value, decoded) if type(value) is tuple else value for value in column)
        sheet.columns[index].extend(column)


def _decoded(value: tuple[Any, ...], known: dict[tuple[Any, ...], Any]) -> Any:
    if value not in known:
        if isinstance(value[0], str):
            known[value] = TimeText(value[0])
        elif len(value) == 1:
            known[value] = date.fromordinal(value[0])
        else:
            known[value] = datetime.fromordinal(value[0]) + timedelta(seconds=value[1])
    return known[value]


def read_csv(path: Path) -> list[RawSheet]:
    """A text table as one sheet of text cells; raises UserError."""
    text = decode_text(path.read_bytes())
    if text is None or "\0" in text:
        raise refuse(path, "文字编码认不出（应为 UTF-8 或 GB18030）；请另存为 .xlsx 后重发。", "damaged")
    sheet = RawSheet(path.stem)
    rows: list[list[str]] = []
    try:
        for number, row in enumerate(read_rows(text), start=1):
            if any(cell.strip() for cell in row):
                sheet.numbers.append(number)
                rows.append(row)
    except csv.Error as error:
        raise refuse(
            path, f"CSV 第 {len(rows) + 1} 行附近的引号不成对或内容过长；请另存为 .xlsx 后重发。", "damaged"
        ) from error
    width = max(map(len, rows), default=0)
    if len(rows) > MAX_ROW or width > MAX_COLUMN:
        raise refuse(path, f"内容超出范围（最多 {MAX_ROW} 行、{MAX_COLUMN} 列）；请分成几个文件后重发。", "too_large")
    sheet.columns = [list(column) for column in zip(*(row + [""] * (width - len(row)) for row in rows), strict=True)]
    return [sheet]
