"""The sheet 填报说明: what a county clerk must know, in words, without our program."""

from __future__ import annotations

from collections.abc import Mapping

from cbec_desktop.domain.measures import NUMBERS_WORDS
from cbec_desktop.domain.statuses import CITY_CODE, COUNTY_SHORT
from cbec_desktop.exchange.template import Column, Kind, Template

GUIDE_SHEET = "填报说明"
META_SHEET = "_meta"
OFFICE = "朝阳市商务局电子商务科"
CONTACT = "contact"
"""Key of the caller's words that say where to ask and to send; they stand in the guide, not in `_meta`."""
COMMON_NOTES = (
    "带 * 的列必填；其余各列有则填，没有留空。第 1 行是表名，第 2 行是表头，请从第 3 行填起，不要改动表头。",
    "信用代码、报关单号、发票号码、银行账号等一律按文本填写；各列已设为文本，粘贴时请选“只粘贴文本”。",
    "金额按元填写，可带两位小数，不写“万”“元”；日期写成 2026-03-05；下拉列只选所列内容。",
    "可以调整列宽和列序、加自己的列；请不要合并数据行、不要设打开密码。合计行可有可无。",
    "填完原样发回。退回的问题簿中，标红的格有批注，末列“校验结果”写明怎样改；改好后可直接再报。",
)
KIND_WORDS = {
    Kind.TEXT: "文本",
    Kind.IDENTIFIER: "文本",
    Kind.IDENTIFIERS: "文本，可多个",
    Kind.MONEY: "金额，元",
    Kind.MONEY_WAN: "金额，万元",
    Kind.NUMBER: "数值",
    Kind.INTEGER: "整数",
    Kind.DATE: "日期",
    Kind.MONTH: "年月",
    Kind.CHOICE: "下拉",
    Kind.CHOICES: "可多选",
    Kind.FLAG: "下拉",
    Kind.COUNTY: "县区",
    Kind.MEASURE: NUMBERS_WORDS,
    Kind.PHONE: "文本",
}


def unit_words(code: str | None) -> str:
    """The reporting unit of a workbook in words; 全市 when it is the city's own."""
    return "全市" if not code or code == CITY_CODE else COUNTY_SHORT.get(code, code)


def guide_lines(template: Template, meta: Mapping[str, str]) -> list[str]:
    """The text above the list of columns."""
    numbered = (*template.notes, *(COMMON_NOTES if template.direction != "out" else ()))
    identity = (
        f"模板编号：{template.id}　模板版本：{template.version}　年度：{meta.get('award_year') or '—'}　"
        f"报送单位：{unit_words(meta.get('reporting_unit'))}　生成时间：{meta.get('generated_at', '')[:16]}"
    )
    return [
        f"朝阳市跨境电商扶持政策　{template.title}",
        identity.replace("T", " "),
        *(f"{number}. {note}" for number, note in enumerate(numbered, start=1)),
        f"填报有疑问或填完发回：{meta.get(CONTACT) or OFFICE}。",
    ]


def column_lines(template: Template) -> list[tuple[str, str, str, str, str]]:
    """One line a column: sheet, header, required, kind, what to fill in."""
    return [
        (sheet.name, column.header, "必填" if column.is_required else "", KIND_WORDS[column.kind], column_hint(column))
        for sheet in template.sheets
        for column in sheet.columns
    ]


def column_hint(column: Column) -> str:
    """What goes into a column: its own hint, and what its list offers."""
    offers = "、".join(column.choices) if column.kind in (Kind.CHOICE, Kind.FLAG) else ""
    if column.hint and offers:
        return f"{column.hint}；可选：{offers}"
    return column.hint or (f"可选：{offers}" if offers else "")


def lines_needed(text: str, width: float) -> int:
    """How many lines `text` takes in a column of `width` characters; a Chinese character is two wide."""
    return sum(max(1, -(-sum(1 if sign.isascii() else 2 for sign in line) // int(width))) for line in text.split("\n"))
