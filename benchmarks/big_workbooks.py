"""Workbooks of 50,000 and 1,000 good rows, written once for the benchmarks of import and plan."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from cbec_desktop.domain.identifiers import CREDIT_CODE_ALPHABET, is_credit_code
from cbec_desktop.domain.statuses import REPORT_MODES
from cbec_desktop.exchange.templates.catalogue import find_template
from cbec_desktop.exchange.writer import write_template
from cbec_desktop.jobs import JobContext

SEED = 20_261_122


def credit_codes(count: int) -> list[str]:
    """Different valid credit codes of invented firms."""
    chance, found = random.Random(SEED), set()  # noqa: S311
    while len(found) < count:
        head = "91211302MA0T" + "".join(chance.choices(CREDIT_CODE_ALPHABET, k=5))
        found.add(next(head + last for last in CREDIT_CODE_ALPHABET if is_credit_code(head + last)))
    return sorted(found)


def trade_rows(count: int) -> list[Sequence[Any]]:
    """Rows of W3 进出口月报."""
    chance = random.Random(SEED)  # noqa: S311
    codes = credit_codes(count // 96 + 1)
    rows: list[Sequence[Any]] = []
    for code in codes:
        for month in range(1, 13):
            for mode in REPORT_MODES:
                value = Decimal(chance.randrange(1, 10**9)).scaleb(-2)
                name = f"朝阳示例{code[12:16]}电子商务有限公司"
                rows.append(
                    [f"2026-{month:02d}", code, name, None, mode, value, Decimal(0), "海关", "欧盟", "示例站", None]
                )
    return rows[:count]


def declaration_rows(count: int) -> list[Sequence[Any]]:
    """Rows of W2 报关明细 of 100 applications."""
    chance = random.Random(SEED)  # noqa: S311
    codes = credit_codes(100)
    rows: list[Sequence[Any]] = []
    for number in range(count):
        firm = number % 100
        day = date(2026, 1, 1) + timedelta(days=chance.randrange(330))
        fee = Decimal(chance.randrange(10_000, 50_000)).scaleb(-2)
        value = Decimal(chance.randrange(1, 10**8)).scaleb(-2)
        rows.append(
            [
                f"ST-{firm:03d}", f"090120260{number:09d}", "9710", "出口", day, "大连海关", codes[firm], value,
                None, "示例渤远报关服务有限公司", codes[0], fee, None, f"2621560520{number:010d}", day, "对公转账",
                f"朝阳示例{firm}电子商务有限公司", fee, None, None, None, None,
            ]
        )  # fmt: skip
    return rows


def application_rows() -> list[Sequence[Any]]:
    """The 100 applications of `declaration_rows`."""
    return [
        [
            f"ST-{firm:03d}", None, 2026, "5", code, f"朝阳示例{firm}电子商务有限公司", "双塔区", Decimal(50_000), "否",
            None, None, None, None, "有", None, None, None, None, 2, None,
        ]
        for firm, code in enumerate(credit_codes(100))
    ]  # fmt: skip


def write_trade(path: Path, count: int) -> None:
    """A W3 of `count` rows."""
    _write(path, "W3", {"进出口月报": trade_rows(count)})


def write_declarations(path: Path, count: int) -> None:
    """A W2 of 100 applications with `count` declarations."""
    _write(path, "W2", {"申报汇总": application_rows(), "报关明细": declaration_rows(count)})


def _write(path: Path, template_id: str, rows: dict[str, list[Sequence[Any]]]) -> None:
    unit = "211302" if template_id == "W2" else ""
    meta = {"template_id": template_id, "template_version": "1", "award_year": "2026", "reporting_unit": unit}
    write_template(path, find_template(template_id), meta, rows, JobContext())
