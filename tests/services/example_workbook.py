"""E1 workbooks as a clerk fills them in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from cbec_desktop.jobs import JobContext
from cbec_desktop.services import worked_examples
from cbec_desktop.services.context import Context

Rows = dict[str, list[dict[str, Any]]]


def case(number: str, measure: int, expected: object, **more: Any) -> dict[str, Any]:
    return {
        "算例编号": number,
        "措施": str(measure),
        "情形": f"{number} 的事实",
        "预期金额(元)": expected,
        "编写人": "王晓敏",
        **more,
    }


def batch_9610(expected: object = 500) -> Rows:
    """9610: 12,000 manifests on one invoice of 3,600 (M5-h)."""
    line = {"算例编号": "局M5", "行号": 1, "报关代理费(元)": 3600, "票数": 12000, "监管方式": "9610"}
    return {"算例": [case("局M5", 5, expected)], "报关单": [line]}


def good() -> Rows:
    """One example of each measure with the award that the default readings give."""
    return {
        "算例": [
            case("局M1", 1, 800000, **{"评定金额(元)": 800000}),
            case("局M2", 2, 630000),
            case("局M3", 3, 8940, **{"预期符合条件费用(元)": 29800}),
            case("局M4", 4, 10000),
            case("局M5", 5, 1800),
        ],
        "费用": [
            {"算例编号": "局M2", "行号": 1, "价税合计(元)": 1260000},
            {"算例编号": "局M3", "行号": 1, "价税合计(元)": 29800},
        ],
        "租约": [{"算例编号": "局M4", "行号": 1, "建筑面积(㎡)": 200, "租金(元)": 48000}],
        "报关单": batch_9610()["报关单"],
        "园区企业": [{"算例编号": "局M1", "行号": 1, "年进出口额(元)": 3200000}],
    } | {"报关单": [{"算例编号": "局M5", "行号": 1, "报关代理费(元)": 3600, "票数": 12000, "监管方式": "9610"}]}


def write_examples(ctx: Context, out: Path, rows: Rows) -> Path:
    """The blank E1 of the program with `rows` typed into it."""
    worked_examples.write_example_template(ctx, out, 2026, JobContext())
    book = openpyxl.load_workbook(out)
    for sheet, lines in rows.items():
        page = book[sheet]
        heads = {str(cell.value).rstrip("*"): cell.column for cell in page[2]}
        for number, line in enumerate(lines, start=3):
            for head, value in line.items():
                page.cell(number, heads[head]).value = value
    book.save(out)
    return out
