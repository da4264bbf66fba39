"""A store of many invented firms with trade, one case each and its result, written straight into the tables."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.big_workbooks import SEED, credit_codes
from cbec_desktop.domain.statuses import COUNTIES
from cbec_desktop.services import accounts, search, stores
from cbec_desktop.services.context import Context
from cbec_desktop.services.search_keys import name_initials
from tests.conftest import ADMIN, PASSWORD, open_test_context

FIRST = ["朝阳", "喀左", "建平", "北票", "凌源", "双塔", "龙城", "燕北", "辽西", "大凌", "红山", "锦程"]
MIDDLE = [
    "明远",
    "恒达",
    "鑫源",
    "嘉禾",
    "汇通",
    "瑞丰",
    "启航",
    "天成",
    "宏图",
    "佳美",
    "永泰",
    "云帆",
    "海纳",
    "博雅",
    "东升",
    "华锐",
    "金穗",
    "凯旋",
    "蓝天",
    "诚信",
]
TRADE = ["电子商务", "供应链", "国际贸易", "进出口", "汽车零部件", "食品", "石材", "科技", "物流", "文化传媒"]
MEASURES = ("platform_entry_fee", "premises_rent", "customs_agency_fee")
MOMENT = "2026-11-22T09:30:00+08:00"


def make_big_store(folder: Path, count: int) -> Context:
    """`count` firms and cases, found as you type, with a logged-in account."""
    context = open_test_context(folder, create=True)
    stores.init_store(context, ADMIN, PASSWORD)
    with closing(sqlite3.connect(context.paths.store)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.executemany(
            "INSERT INTO enterprise (id, credit_code, name, county_code, name_initials, created_at, updated_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            firms(count),
        )
        connection.executemany(
            "INSERT INTO application (id, case_no, reporting_unit, reporting_no, award_year, measure_id, "
            "enterprise_id, county_code, claimed_amount_fen, intake_order, taken_in_at, taken_in_by, created_at, updated_at) "  # noqa: E501
            "VALUES (?, ?, ?, ?, 2026, ?, ?, ?, ?, ?, ?, '', ?, ?)",
            cases(count),
        )
        connection.executemany(
            "INSERT INTO trade_performance (period, credit_code, enterprise_name, mode, export_value_fen, "
            "import_value_fen, source, scope) VALUES (?, ?, ?, '9810', ?, ?, '海关', 'customs')",
            trade(count),
        )
        connection.executemany(
            "INSERT INTO assessment (id, application_id, parameter_set_id, parameter_hash, facts_hash, rule_version, "
            "status, claimed_amount_fen, eligible_cost_fen, award_amount_fen, binding_limit, result_json, assessed_at, "
            "assessed_by) VALUES (?, ?, 1, '', '', '2026.1', ?, ?, ?, ?, ?, '{}', ?, '')",
            assessments(count),
        )
        connection.executemany(
            "INSERT INTO assessment_finding (assessment_id, position, code, level, message, clause) "
            "VALUES (?, 1, 'R08', 'warning', '企业名录没有填支付行号，拨付前须补齐。', '')",
            ((number,) for number in range(1, count + 1, 2)),
        )
        connection.commit()
    context = context.acting(accounts.authenticate(context, ADMIN, PASSWORD))
    search.refresh_search_index(context, is_whole=True)
    return context


def firms(count: int) -> Iterator[tuple[object, ...]]:
    chance, counties = random.Random(SEED), tuple(COUNTIES)  # noqa: S311
    for number, code in enumerate(credit_codes(count), start=1):
        body = "".join(chance.choices("安宝昌德发福光广海和华吉建金康乐利隆茂明庆荣盛顺泰通祥兴源振", k=2))
        name = f"{chance.choice(FIRST)}{chance.choice(MIDDLE)}{body}{chance.choice(TRADE)}有限公司"
        yield number, code, name, counties[number % 7], name_initials(name), MOMENT, MOMENT


def trade(count: int) -> Iterator[tuple[object, ...]]:
    """Two months of customs figures for four firms of five."""
    chance = random.Random(SEED)  # noqa: S311
    for number, code in enumerate(credit_codes(count), start=1):
        if number % 5:
            for month in (3, 8):
                yield f"2026-{month:02d}", code, "示例企业", chance.randrange(10**5, 10**9), chance.randrange(10**6)


def assessments(count: int) -> Iterator[tuple[object, ...]]:
    """One current result for each case."""
    chance = random.Random(SEED)  # noqa: S311
    for number in range(1, count + 1):
        claimed = chance.randrange(10**5, 10**7)
        award = claimed // 300 * 100 if number % 7 else 0
        limit = "每平方米上限" if number % 3 == 0 else None
        yield number, number, "granted" if award else "zero", claimed, claimed, award, limit, MOMENT


def cases(count: int) -> Iterator[tuple[object, ...]]:
    chance, counties = random.Random(SEED), tuple(COUNTIES)  # noqa: S311
    for number in range(1, count + 1):
        county = counties[number % 7]
        case_no = f"CYKJ-2026-M{3 + number % 3}-{county}-{number:06d}"
        claimed = chance.randrange(10**5, 10**7)
        yield (number, case_no, county, f"B{number}", MEASURES[number % 3], number, county, claimed, number,
               MOMENT, MOMENT, MOMENT)  # fmt: skip
