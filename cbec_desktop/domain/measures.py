"""All measures of annex 3, a line each: a new one is this line and its folder in `awards/measures/<id>/`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MeasureEntry:
    """What everybody must know of a measure: its words, and where its lines stand.

    `heading` is the title in annex 3 to the letter, `short` names what is paid, `label` stands below a bar;
    `sheets` are the line sheets of W2 (exchange.md) that its applications fill in.
    """

    id: str
    heading: str
    short: str
    label: str
    sheets: tuple[str, ...]


MEASURES = (
    MeasureEntry("park_award", "支持跨境电商产业园建设", "园区奖励", "园区", ("园区实绩",)),
    MeasureEntry("service_platform", "支持跨境电商平台建设", "平台补助", "平台", ("费用明细", "服务活动")),
    MeasureEntry(
        "platform_entry_fee", "支持企业利用第三方平台开展跨境电商业务", "平台入驻费补助", "入驻费", ("费用明细",)
    ),
    MeasureEntry("premises_rent", "支持培育跨境电商发展", "房屋租赁费补助", "房租", ("房屋租赁",)),
    MeasureEntry("customs_agency_fee", "支持企业开展跨境电商出口业务", "报关代理费补助", "报关", ("报关明细",)),
)
"""In the order of annex 3: the place in this tuple is the number of the measure and of its clause."""

MEASURE_IDS = tuple(entry.id for entry in MEASURES)
MEASURE_NUMBERS = {entry.id: number for number, entry in enumerate(MEASURES, start=1)}
MEASURE_BY_NUMBER = {number: measure_id for measure_id, number in MEASURE_NUMBERS.items()}
MEASURE_HEADINGS = {entry.id: entry.heading for entry in MEASURES}
MEASURE_SHORT = {entry.id: entry.short for entry in MEASURES}
MEASURE_LABELS = {entry.id: entry.label for entry in MEASURES}
MEASURE_CLAUSES = {measure_id: f"3.{number}" for measure_id, number in MEASURE_NUMBERS.items()}
"""Measure → the id of its clause in a policy text."""
NUMBERS_WORDS = f"1 至 {len(MEASURES)}"


def measures_of_sheet(sheet: str) -> tuple[str, ...]:
    """The measures whose applications fill in a line sheet."""
    return tuple(entry.id for entry in MEASURES if sheet in entry.sheets)
