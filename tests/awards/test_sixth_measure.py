"""A new measure is one folder and one catalogue line: a made-up sixth one, from the county's workbook to paper.

The program is copied, the folder and the line are added to the copy, and its command line does the rest: nothing
that the program does with the five may need to be told about the sixth.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from openpyxl import load_workbook

from tests.conftest import PASSWORD

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
LINE = '    MeasureEntry("livestream_room", "支持跨境电商直播间建设", "直播间补助", "直播", ("费用明细",)),\n'
FIRM = ("91211302MA0TW7UWXF", "朝阳尖山示例羊绒电子商务有限公司", "双塔区")
NUMBERS = ("26215605208800000242", "26215605208800000243")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with one folder and one line more."""
    root = tmp_path_factory.mktemp("program")
    shutil.copytree(ROOT / "cbec_desktop", root / "cbec_desktop", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("db", "resources"):
        (root / name).symlink_to(ROOT / name)
    folder = root / "cbec_desktop" / "awards" / "measures" / "livestream_room"
    folder.mkdir()
    (folder / "__init__.py").touch()
    shutil.copy(HERE / "sixth_measure_rule.py", folder / "rule.py")
    shutil.copy(HERE / "sixth_measure_parameters.toml", folder / "parameters.toml")
    catalogue = root / "cbec_desktop" / "domain" / "measures.py"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(text.replace('("报关明细",)),\n', '("报关明细",)),\n' + LINE), encoding="utf-8")
    return root


def cbec(program: Path, data: Path, *arguments: str) -> Any:
    """One command of the copied program: the document it printed; fails with what it said on any other exit."""
    env = {**os.environ, "PYTHONPATH": str(program), "CBEC_DATA": str(data), "CBEC_PASSWORD": PASSWORD}
    command = [sys.executable, "-m", "cbec_desktop", "--json", "--user", "测试", *arguments]
    done = subprocess.run(command, cwd=program, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def fill_in(workbook: Path) -> None:
    """Two applications of measure 6, as a county types them into the blank W2: 700 and 700 yuan."""
    book = load_workbook(workbook)
    heads, costs = book["申报汇总"], book["费用明细"]
    for at, (number, measure) in enumerate((("ST-001", "6"), ("ST-002", "支持跨境电商直播间建设")), start=3):
        claim = {
            "申报编号": number, "年度": 2026, "措施": measure, "统一社会信用代码": FIRM[0], "企业名称": FIRM[1],
            "所属县区": FIRM[2], "申报金额(元)": 700, "已获省级以上支持": "否", "承诺书": "有",
        }  # fmt: skip
        cost = {
            "申报编号": number, "费用类别": "年费", "平台或服务内容": "直播间", "发票号码": NUMBERS[at - 3],
            "开票日期": "2026-04-05", "购方信用代码": FIRM[0], "价税合计(元)": 700, "本次申报(元)": 700,
            "付款日期": "2026-04-06", "付款方式": "对公转账", "付款方名称": FIRM[1], "实付金额(元)": 700,
        }  # fmt: skip
        for sheet, values in ((heads, claim), (costs, cost)):
            columns = {str(cell.value).removesuffix("*"): cell.column for cell in sheet[2]}
            for head, value in values.items():
                sheet.cell(at, columns[head], value)
    book.save(workbook)


def test_a_sixth_measure_goes_from_the_workbook_to_paper(program: Path, tmp_path: Path) -> None:
    data, workbook = tmp_path / "data", tmp_path / "W2.xlsx"
    cbec(program, data, "init", "--admin", "测试")
    listed = cbec(program, data, "list", "measures")
    assert [(row["code"], row["title"]) for row in listed][5] == ("M6", "支持跨境电商直播间建设")
    cbec(program, data, "export", "W2", "--out", str(workbook), "--blank")
    fill_in(workbook)
    counts = cbec(program, data, "import", str(workbook))["files"][0]["counts"]
    assert (counts["new"], counts["refused"]) == (4, 0)
    results = cbec(program, data, "assess", "--year", "2026")["assessments"]
    assert [(row["measure"], row["award_amount"]) for row in results] == [(6, "700.00"), (6, "300.00")]
    assert results[1]["case_no"].startswith("CYKJ-2026-M6-211302-")
    assert [step["label"] for step in results[1]["steps"]][-2:] == ["取较小者", "取整（舍至元）"]
    for form in ("F02", "F15", "F16"):
        out = tmp_path / f"{form}.pdf"
        cbec(program, data, "form", form, "--case", results[1]["case_no"], "--out", str(out))
        document = pypdfium2.PdfDocument(out)
        text = "".join(page.get_textpage().get_text_range() for page in document)
        document.close()
        assert "直播间补助" in text, form
    assert cbec(program, data, "verify") == {"ok": True, "problems": []}
