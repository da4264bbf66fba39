"""The caps ledger and affiliates over a store: running balances, reversed lines, pairs proposed and decided."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.ledger_records import Household
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import affiliates, assessments, caps_ledger
from cbec_desktop.services.context import Context
from tests.services.workbooks import (
    CODE_A,
    CODE_B,
    CODE_C,
    application,
    figure,
    firm,
    invoice,
    rows_of,
    take_in,
    workbook,
)

NAME_B, NAME_C = "朝阳示例供应链有限公司", "北票示例商贸有限公司"
DECISION = "朝商字〔2026〕41号"


@pytest.fixture
def filed(ctx: Context) -> Context:
    """A claims 165,000 (49,500), B 20,000 (6,000), C 10,000 (3,000) of measure 3; A and B share a telephone."""
    fees = (
        ("ST-001", CODE_A, firm()["name"], 165_000),
        ("ST-002", CODE_B, NAME_B, 20_000),
        ("ST-003", CODE_C, NAME_C, 10_000),
    )
    phones = {"account_no": "2113385840000000009", "contact_mobile": "13800007691"}
    take_in(
        ctx,
        workbook(
            "W1",
            {
                "企业名录": [
                    firm(legal_representative="佟立新"),
                    firm(CODE_B, name=NAME_B, account_no="2113385840000000008", legal_representative="高洋"),
                    firm(CODE_C, name=NAME_C, legal_representative="韩雪", **phones),
                ]
            },
        ),
        workbook("W3", {"进出口月报": [figure(credit_code=code) for code in (CODE_A, CODE_B, CODE_C)]}),
        workbook(
            "W2",
            {
                "申报汇总": [application(number, code) for number, code, _name, _fee in fees],
                "费用明细": [
                    invoice(
                        number, f"2621560520880000{order:04d}", buyer_credit_code=code, payer_name=name,
                        invoice_total=Decimal(fee), claimed_amount=Decimal(fee), paid_amount=Decimal(fee),
                    )
                    for order, (number, code, name, fee) in enumerate(fees, start=1)
                ],
            },
        ),
    )  # fmt: skip
    assessments.assess_year(ctx, 2026, None, None, JobContext())
    return ctx


def record_event(ctx: Context, application_id: int, event: str, at: str, fen: int | None) -> None:
    """An event as the life-cycle of a case writes it, with what it does to the case."""
    status, approved = ("approved", fen) if event == "approve" else ("submitted", None)
    with closing(sqlite3.connect(ctx.paths.store)) as raw:
        raw.execute(
            "UPDATE application SET status = ?, approved_amount_fen = ? WHERE id = ?",
            (status, approved, application_id),
        )
        raw.execute(
            "INSERT INTO application_event (application_id, event, to_status, at, actor, amount_fen, document_no,"
            " opinion) VALUES (?, ?, ?, ?, '张三', ?, ?, ?)",
            (application_id, event, status, f"{at}T10:00:00+08:00", fen, DECISION, "面积更正"),
        )  # fmt: skip
        raw.commit()


def household(ctx: Context, code: str, as_at: date | None = None) -> Household:
    ledger = caps_ledger.read_caps(ctx, 2026, as_at, JobContext())
    return next(item for item in ledger.households if code in {member.credit_code for member in item.members})


def told(found: Household) -> list[tuple[str, int, int, str]]:
    """(event, amount, balance, state) in whole yuan."""
    return [(line.event, line.amount // 100, line.balance // 100, line.state) for line in found.lines]


def ids(ctx: Context) -> list[int]:
    return [row["id"] for row in rows_of(ctx, "enterprise", "id", "ORDER BY id")]


def test_what_is_in_review_holds_its_part_of_the_cap(filed: Context) -> None:
    found = household(filed, CODE_A)
    assert told(found) == [("在审", 49_500, 500, "pending")]
    cap = next(cap for cap in found.caps if cap.measure_id == "platform_entry_fee")
    assert (cap.cap, cap.granted, cap.pending, cap.left) == (5_000_000, 0, 4_950_000, 50_000)


def test_a_reversed_line_stays_and_gives_its_part_back(filed: Context) -> None:
    """07-10 批复 17,400；08-21 冲销；08-22 重批 16,785：余额 32,600 → 50,000 → 33,215。"""
    for event, at, fen in (
        ("approve", "2026-07-10", 1_740_000),
        ("withdraw_decision", "2026-08-21", None),
        ("approve", "2026-08-22", 1_678_500),
    ):
        record_event(filed, 1, event, at, fen)
    found = household(filed, CODE_A)
    assert told(found) == [
        ("批复", 17_400, 32_600, "reversed"),
        ("冲销", -17_400, 50_000, "reversal"),
        ("重批", 16_785, 33_215, "effective"),
    ]
    assert DECISION in found.lines[0].note
    assert "冲 07-10 批复" in found.lines[1].note
    assert told(household(filed, CODE_A, date(2026, 8, 21)))[-1] == ("冲销", -17_400, 50_000, "reversal")
    assert told(household(filed, CODE_A, date(2026, 7, 31))) == [("批复", 17_400, 32_600, "effective")]


def test_before_its_intake_nothing_is_held(filed: Context) -> None:
    ledger = caps_ledger.read_caps(filed, 2026, date(2026, 11, 21), JobContext())
    assert all(not item.lines for item in ledger.households)


def test_the_balances_add_up_by_measure(filed: Context) -> None:
    """Whatever stands: cap − Σ lines of a measure = its last balance; nothing is added across measures."""
    record_event(filed, 2, "approve", "2026-07-10", 600_000)
    for item in caps_ledger.read_caps(filed, 2026, None, JobContext()).households:
        for cap in item.caps:
            lines = [line for line in item.lines if line.measure_id == cap.measure_id]
            assert sum(line.amount for line in lines) == cap.granted + cap.pending
            if lines:
                assert lines[-1].balance == cap.cap - cap.granted - cap.pending


def test_a_year_without_a_set_is_refused(filed: Context) -> None:
    with pytest.raises(UserError, match="2031 年度没有参数集"):
        caps_ledger.read_caps(filed, 2031, None, JobContext())


def test_pairs_are_proposed_with_reasons_and_masked_numbers(filed: Context) -> None:
    found = household(filed, CODE_A)
    assert [pair.second.credit_code for pair in found.affiliates] == [CODE_B]
    assert found.affiliates[0].marks == ("联系手机相同（138****7690）",)
    assert household(filed, CODE_C).affiliates == ()


def test_the_effect_is_shown_as_arithmetic_before_anything_is_decided(filed: Context) -> None:
    """已批复 49,400，另一家在审 6,000：合并后余 600，减 5,400。"""
    record_event(filed, 1, "approve", "2026-07-10", 4_940_000)
    first, second, _third = ids(filed)
    effect = affiliates.affiliation_effect(filed, first, second, JobContext())
    assert effect.grants == (("platform_entry_fee", 5_000_000, (4_940_000,)),)
    assert [(case.before, case.after) for case in effect.cases] == [(600_000, 60_000)]
    assert rows_of(filed, "affiliation") == []


def test_a_confirmed_pair_is_one_household_from_the_next_assessment_on(filed: Context) -> None:
    first, second, _third = ids(filed)
    affiliates.decide_affiliation(filed, second, first, "confirmed", "同一实际控制人")
    results = assessments.assess_year(filed, 2026, None, None, JobContext())
    assert [int(result.award_amount) for result in results] == [49_500, 500, 3_000]
    found = household(filed, CODE_B)
    assert [member.credit_code for member in found.members] == [CODE_A, CODE_B]
    assert told(found) == [("在审", 49_500, 500, "pending"), ("在审", 500, 0, "pending")]
    assert (found.open_proposals, found.affiliates[0].decision) == (0, "confirmed")
    stored = rows_of(filed, "affiliation")[0]
    assert (stored["marks"], stored["reason"], stored["decided_on"]) == ("联系手机相同", "同一实际控制人", "2026-11-22")


def test_a_decision_is_made_once_and_may_be_ended(filed: Context) -> None:
    first, second, _third = ids(filed)
    affiliates.decide_affiliation(filed, first, second, "rejected", "代理记账公司的电话")
    assert household(filed, CODE_A).open_proposals == 0
    with pytest.raises(UserError, match="已经认定过") as refusal:
        affiliates.decide_affiliation(filed, second, first, "confirmed", "股权")
    assert refusal.value.code == "decided_before"
    pair = household(filed, CODE_A).affiliates[0]
    assert pair.affiliation_id is not None
    with pytest.raises(UserError, match="请写明"):
        affiliates.end_affiliation(filed, pair.affiliation_id, pair.row_version, "")
    affiliates.end_affiliation(filed, pair.affiliation_id, pair.row_version, "查到股权关系")
    assert household(filed, CODE_A).open_proposals == 1
    affiliates.decide_affiliation(filed, first, second, "confirmed", "股权")
    assert len(rows_of(filed, "affiliation")) == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reason": " "}, "no_reason"),
        ({"decision": "maybe"}, "bad_decision"),
        ({"second": 1}, "same_enterprise"),
        ({"second": 999}, "unknown_enterprise"),
    ],
)
def test_a_bad_decision_is_refused(filed: Context, change: dict[str, Any], code: str) -> None:
    wanted = {"second": 2, "decision": "confirmed", "reason": "股权", **change}
    with pytest.raises(UserError) as refusal:
        affiliates.decide_affiliation(filed, 1, wanted["second"], wanted["decision"], wanted["reason"])
    assert refusal.value.code == code
    assert rows_of(filed, "affiliation") == []


def applicant(number: int, **marks: str | None) -> dict[str, Any]:
    blank = {"legal_representative": None, "registered_address": None, "mobiles": None, "accounts": None, "roles": ""}
    return {"id": number, "credit_code": f"C{number:03d}", "name": f"企业{number}", **blank, **marks}


def test_a_mark_that_many_share_says_nothing() -> None:
    """孵化器的地址：二十一家同址不列；两家同账号列出。"""
    crowd = [applicant(number, registered_address="孵化器 1 号楼") for number in range(1, 22)]
    assert affiliates.propose_affiliates(crowd, ()) == []
    crowd[0]["accounts"] = crowd[1]["accounts"] = "2113385840000000009"
    (pair,) = affiliates.propose_affiliates(crowd, ())
    assert (pair.first.enterprise_id, pair.second.enterprise_id) == (1, 2)
    assert "0009" in pair.marks[0]
    assert "211338584" not in pair.marks[0]


def test_what_confirmed_pairs_join_is_not_proposed_again() -> None:
    firms = [applicant(number, legal_representative="佟立新") for number in (1, 2, 3)]
    decided = [
        {"id": 9, "first_id": first, "second_id": second, "decision": "confirmed", "marks": "", "reason": "股权",
         "decided_on": "2026-07-02", "decided_by": "王晓敏", "row_version": 1}
        for first, second in ((1, 2), (2, 3))
    ]  # fmt: skip
    found = affiliates.propose_affiliates(firms, decided)
    assert [(pair.first.enterprise_id, pair.second.enterprise_id, pair.decision) for pair in found] == [
        (1, 2, "confirmed"), (2, 3, "confirmed"),
    ]  # fmt: skip


def test_the_right_to_edit_is_needed(filed: Context) -> None:
    assert filed.actor is not None
    reader = filed.acting(replace(filed.actor, roles=frozenset({"auditor"})))
    with pytest.raises(UserError) as refusal:
        affiliates.decide_affiliation(reader, 1, 2, "confirmed", "股权")
    assert refusal.value.code == "no_right"
