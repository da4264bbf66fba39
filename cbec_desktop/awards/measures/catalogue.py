"""All measures, a line each: a new measure is a folder beside these and a line here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Measure:
    id: str
    number: int
    title: str
    clause: str

    @property
    def folder(self) -> Path:
        return FOLDER / self.id


MEASURES = (
    Measure("park_award", 1, "园区奖励", "附件3第1条"),
    Measure("service_platform", 2, "平台补助", "附件3第2条"),
    Measure("platform_entry_fee", 3, "平台入驻费补助", "附件3第3条"),
    Measure("premises_rent", 4, "房屋租赁费补助", "附件3第4条"),
    Measure("customs_agency_fee", 5, "报关代理费补助", "附件3第5条"),
)
