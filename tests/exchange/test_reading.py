"""The reading child: its limits, its ends, its weight; and text tables in their encodings."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from cbec_desktop.domain.errors import UserError
from cbec_desktop.exchange import reading
from cbec_desktop.exchange.reading import RawSheet, Reading, read_csv
from tests.exchange.packages import GOOD_ROW, HEADERS, good_sheet, pack, parts, sheet_xml, workbook

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "odd"


def read(path: Path, kind: str = "xlsx", *hidden: str) -> list[RawSheet]:
    with Reading(path, kind, hidden) as under_way:
        return under_way.sheets()


def test_values_come_with_the_sheets_own_row_numbers(tmp_path: Path) -> None:
    rows = '<row r="7"><c r="C7"><v>0</v></c></row><row r="9"><c r="D9" t="b"><v>1</v></c></row>'
    (sheet,) = read(workbook(tmp_path / "a.xlsx", good_sheet(extra_rows=rows)))
    assert sheet.numbers == [1, 2, 7, 9]
    assert sheet.row(0) == list(HEADERS)
    assert sheet.row(2) == ["", "", 0.0, ""]
    assert sheet.row(3) == ["", "", "", True]


def test_leading_empty_rows_and_columns_keep_their_places(tmp_path: Path) -> None:
    sheet = sheet_xml([], extra_rows='<row r="4"><c r="C4"><v>5</v></c></row>')
    (raw,) = read(workbook(tmp_path / "a.xlsx", sheet))
    assert (raw.numbers, raw.row(0)) == ([4], ["", "", 5.0])


def test_dates_arrive_as_dates() -> None:
    sheet = next(raw for raw in read(SAMPLES / "dates-1904.xlsx") if raw.name == "企业名录")
    dates = {value for column in sheet.columns for value in column if isinstance(value, date)}
    assert len(dates) >= 3
    assert all(2000 < value.year < 2030 and not isinstance(value, datetime) for value in dates)


def test_hidden_sheets_are_read_only_when_asked_for(tmp_path: Path) -> None:
    content = parts(
        {"企业名录": good_sheet(), "_meta": good_sheet(), "旧数据": good_sheet()},
        dict.fromkeys(["_meta", "旧数据"], "hidden"),
    )
    sheets = read(pack(tmp_path / "a.xlsx", content), "xlsx", "_meta")
    assert [(raw.name, raw.state, len(raw.numbers)) for raw in sheets] == [
        ("企业名录", "visible", 2), ("_meta", "hidden", 2), ("旧数据", "hidden", 0),
    ]  # fmt: skip


def test_a_workbook_under_another_ending_is_read_by_content(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx").rename(tmp_path / "a.xls")
    assert read(path)[0].row(1) == list(GOOD_ROW)


def test_a_child_that_dies_becomes_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "command", lambda: [sys.executable, "-c", "import os; os.abort()"])
    with pytest.raises(UserError, match=r"a\.xlsx：.*没有导入任何内容。"):
        read(workbook(tmp_path / "a.xlsx"))


def test_a_child_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "command", lambda: [sys.executable, "-c", "import time; time.sleep(60)"])
    under_way = Reading(workbook(tmp_path / "a.xlsx"), "xlsx", seconds=0.2)
    with under_way, pytest.raises(UserError, match="超时"):
        under_way.sheets()
    assert under_way._process.poll() is not None


@pytest.mark.skipif(sys.platform == "win32", reason="the platform has no limit of processor time")
def test_a_child_that_reckons_without_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import cbec_desktop.exchange.reader as r; r.PROCESSOR_SECONDS = 1; r.limit_resources(); exec('while 1: pass')"
    )
    monkeypatch.setattr(reading, "command", lambda: [sys.executable, "-c", code])
    with pytest.raises(UserError, match="超时"):
        read(workbook(tmp_path / "a.xlsx"))


def test_a_child_that_says_only_half_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    say = "import sys, marshal; p = marshal.dumps(('sheet', 'a', 'visible'), 2); " \
          "sys.stdout.buffer.write(len(p).to_bytes(4, 'little') + p + b'\\x09\\0\\0\\0half')"  # fmt: skip
    monkeypatch.setattr(reading, "command", lambda: [sys.executable, "-c", say])
    with pytest.raises(UserError, match="损坏"):
        read(workbook(tmp_path / "a.xlsx"))


@pytest.mark.skipif(sys.platform == "win32", reason="the platform has no address-space limit")
def test_memory_is_limited(tmp_path: Path) -> None:
    """One cell in the far corner makes the reader ask for the whole sheet: 17 billion cells."""
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(UserError, match="内存放不下"):
        read(workbook(tmp_path / "a.xlsx", good_sheet(extra_rows=corner)))


def test_the_child_stays_light() -> None:
    heavy = "{'sqlalchemy', 'openpyxl', 'dataclasses', 'stdnum', 'cbec_desktop.domain', 'subprocess'}"
    code = f"import sys; from cbec_desktop.exchange.reader import child_main; print({heavy} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"


def test_the_bundle_reads_through_its_own_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert reading.command() == [sys.executable, "--read-workbook"]


def test_the_program_itself_serves_as_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = [sys.executable, "-m", "cbec_desktop", "--read-workbook"]
    monkeypatch.setattr(reading, "command", lambda: own)
    assert read(workbook(tmp_path / "a.xlsx"))[0].row(1) == list(GOOD_ROW)


TABLE = '企业名称,备注\n朝阳䶮示例有限公司,"一,二"\n\n, \n'


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TABLE, "utf-8"),
        (TABLE, "utf-8-sig"),
        (TABLE, "gb18030"),
        (TABLE, "utf-16"),
        (TABLE.replace("\n", "\r\n"), "gb18030"),
        (TABLE.replace('"一,二"', "一!二").replace(",", "\t").replace("!", ","), "gb18030"),
    ],
)
def test_text_tables_in_every_encoding(text: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    (sheet,) = read_csv(path)
    assert sheet.numbers == [1, 2]
    assert (sheet.row(0), sheet.row(1)) == (["企业名称", "备注"], ["朝阳䶮示例有限公司", "一,二"])


def test_a_quotation_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('企业名称,备注\n甲,"没有结束\n')
    with pytest.raises(UserError, match="引号"):
        read_csv(path)
