"""The evidence ledger over a store: uses across firms, measures and counties; red-letter and void invoices."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.ledger_records import EvidenceItem
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import assessments, evidence_ledger, trial
from cbec_desktop.services.context import Context
from cbec_desktop.services.entry import find_evidence_use
from cbec_desktop.services.evidence_ledger import ReversalEntry
from tests.services.applicants import EXPENSE, good_draft, make_applicant
from tests.services.workbooks import CODE_B, application, declaration, figure, firm, invoice, rent, take_in
from tests.services.workbooks import workbook as made

NUMBER = "26215605208800000242"
RED = "26212000000120901145"
FIRM_B = {"name": "朝阳松岭门示例食品有限公司"}


def red_letter(**more: object) -> ReversalEntry:
    entry = ReversalEntry("red_letter", "", NUMBER, RED, Decimal("600.00"), date(2026, 7, 3), "销货退回")
    return replace(entry, **more)  # type: ignore[arg-type]


def item_of(ctx: Context, number: str, kind: str = "invoice") -> EvidenceItem:
    items = evidence_ledger.read_evidence(ctx, JobContext())
    return next(item for item in items if (item.number, item.kind) == (number, kind))


@pytest.fixture
def filed(ctx: Context) -> Context:
    """Two firms; the first uses one invoice of 9,600 for 4,500 and 3,300, the second claims 2,000 of it."""
    bought = {"invoice_total": Decimal("9600.00"), "paid_amount": Decimal("9600.00")}
    shared = {"buyer_credit_code": CODE_B, "payer_name": FIRM_B["name"]}
    books = (
        made("W1", {"企业名录": [firm(), firm(CODE_B, **FIRM_B)]}),
        made("W3", {"进出口月报": [figure(), figure(credit_code=CODE_B)]}),
        made(
            "W2",
            {
                "申报汇总": [application(), application("ST-002"), application("ST-003", CODE_B)],
                "费用明细": [
                    invoice(claimed_amount=Decimal("4500.00"), **bought),
                    invoice("ST-002", claimed_amount=Decimal("3300.00"), category="会员费", **bought),
                    invoice("ST-003", claimed_amount=Decimal("2000.00"), **{**bought, **shared}),
                ],
            },
        ),
    )
    take_in(ctx, *books)
    assessments.assess_year(ctx, 2026, None, None, JobContext())
    return ctx


def test_uses_stand_in_the_order_of_intake_with_the_first_uses_case_number(filed: Context) -> None:
    item = item_of(filed, NUMBER)
    assert [(use.state, use.claimed, use.counted) for use in item.uses] == [
        ("first", 450_000, 450_000),
        ("further", 330_000, 330_000),
        ("refused", 200_000, 0),
    ]
    assert (item.available, item.used, item.left, item.state) == (960_000, 780_000, 180_000, "conflict")
    refused = item.uses[2]
    assert item.uses[0].case_no in refused.sentence
    assert (refused.code, refused.credit_code, refused.taken_in_on) == ("R11", CODE_B, "2026-11-22")


def test_a_red_letter_invoice_reduces_what_is_left_and_the_next_assessment(filed: Context) -> None:
    """9,600 − 600 = 9,000；再红字 5,000 后只余 4,000：先用的 4,500 只计 4,000。"""
    evidence_ledger.record_reversal(filed, red_letter())
    item = item_of(filed, NUMBER)
    assert (item.total, item.available, item.left) == (960_000, 900_000, 120_000)
    red = item_of(filed, RED)
    assert (red.state, red.available, red.uses) == ("red", -60_000, ())
    evidence_ledger.record_reversal(filed, red_letter(red_letter_no="26212000000120901146", amount=Decimal("5000.00")))
    results = assessments.assess_year(filed, 2026, None, None, JobContext())
    assert [int(result.award_amount) for result in results] == [1200, 0, 0]


def test_a_withdrawn_entry_takes_nothing_back_and_may_be_entered_again(filed: Context) -> None:
    record_id = evidence_ledger.record_reversal(filed, red_letter())
    with pytest.raises(UserError, match="请写明为什么"):
        evidence_ledger.withdraw_reversal(filed, record_id, 1, " ")
    evidence_ledger.withdraw_reversal(filed, record_id, 1, "号码抄错")
    item = item_of(filed, NUMBER)
    assert (item.available, item.reversals) == (960_000, ())
    evidence_ledger.record_reversal(filed, red_letter())
    assert item_of(filed, NUMBER).available == 900_000


def test_a_void_invoice_pays_nothing(filed: Context) -> None:
    entry = red_letter(kind="void", red_letter_no="", amount=None, reason="开票有误")
    evidence_ledger.record_reversal(filed, entry)
    item = item_of(filed, NUMBER)
    assert (item.state, item.available, item.used) == ("void", 0, 0)
    assert {use.state for use in item.uses} == {"refused"}
    results = assessments.assess_year(filed, 2026, None, None, JobContext())
    assert {int(result.award_amount) for result in results} == {0}
    with pytest.raises(UserError, match="已登记作废"):
        evidence_ledger.record_reversal(filed, red_letter())


@pytest.mark.parametrize(
    ("more", "code", "word"),
    [
        ({"invoice_no": ""}, "no_number", "原发票号码"),
        ({"invoice_no": "12-34"}, "bad_number", "12-34"),
        ({"red_letter_no": ""}, "no_number", "红字发票号码"),
        ({"red_letter_no": NUMBER}, "same_number", "相同"),
        ({"amount": None}, "bad_amount", "大于 0"),
        ({"amount": Decimal("-600")}, "bad_amount", "不用写负号"),
        ({"amount": Decimal("600.005")}, "half_fen", "半分"),
        ({"amount": Decimal("9600.01")}, "above_original", "9,600.00"),
        ({"issued_on": None}, "no_date", "日期"),
        ({"issued_on": date(2026, 11, 23)}, "future_date", "今天以后"),
        ({"reason": " "}, "no_reason", "原因"),
        ({"kind": "blue"}, "bad_kind", "请选择"),
    ],
)
def test_a_bad_entry_is_refused_with_a_sentence_and_nothing_is_saved(
    filed: Context, more: dict[str, object], code: str, word: str
) -> None:
    with pytest.raises(UserError, match=word) as refusal:
        evidence_ledger.record_reversal(filed, red_letter(**more))
    assert refusal.value.code == code
    assert item_of(filed, NUMBER).reversals == ()


def test_two_red_letters_together_may_not_exceed_the_original(filed: Context) -> None:
    evidence_ledger.record_reversal(filed, red_letter(amount=Decimal("9000")))
    with pytest.raises(UserError, match=r"还可冲减的 600\.00 元"):
        evidence_ledger.record_reversal(filed, red_letter(red_letter_no="26212000000120901146", amount=Decimal(601)))
    with pytest.raises(UserError, match="已在 2026-11-22 登记") as refusal:
        evidence_ledger.record_reversal(filed, red_letter(amount=Decimal(1)))
    assert refusal.value.code == "known_red_letter"


def test_a_declaration_is_used_once_and_a_lease_sums_its_rents(ctx: Context) -> None:
    take_in(
        ctx,
        made("W1", {"企业名录": [firm()]}),
        made("W3", {"进出口月报": [figure()]}),
        made(
            "W2",
            {
                "申报汇总": [
                    application(measure="customs_agency_fee"),
                    application("ST-002", measure="customs_agency_fee"),
                    application("ST-003", measure="premises_rent"),
                ],
                "报关明细": [declaration(), declaration("ST-002", invoice_no="26215621908100000343")],
                "房屋租赁": [
                    rent("ST-003", period_to=date(2026, 6, 30)),
                    rent("ST-003", invoice_no="26215605208800000301", period_from=date(2026, 7, 1)),
                ],
            },
        ),
    )
    declared = item_of(ctx, "090120260200000341", "declaration")
    assert [(use.state, use.counted) for use in declared.uses] == [("first", 1), ("refused", 0)]
    assert (declared.available, declared.left, declared.is_money) == (1, 0, False)
    lease = item_of(ctx, "HT-1", "lease")
    assert (lease.available, lease.used, len(lease.uses), lease.state) == (1_440_000, 1_440_000, 2, "used_up")
    rented = item_of(ctx, "26215605208800000300")
    assert (rented.available, rented.left) == (None, None)


def test_a_reversal_and_another_firms_invoice_are_told_while_typing(filed: Context) -> None:
    evidence_ledger.record_reversal(filed, red_letter())
    draft = good_draft(filed, "platform_entry_fee", make_applicant(filed))
    draft = replace(draft, lines={"费用明细": ({**EXPENSE, "invoice_no": NUMBER},)})
    said = trial.second_uses(filed, draft)
    assert [problem.code for problem in said] == ["second_use", "reversed"]
    used = find_evidence_use(filed, "invoice", NUMBER)
    assert used is not None
    assert used.case_no in said[0].message
    assert "一张发票只属于一家企业" in said[0].message
    assert "600.00" in said[1].message


def test_the_right_to_edit_is_needed(filed: Context) -> None:
    assert filed.actor is not None
    reader = filed.acting(replace(filed.actor, roles=frozenset({"auditor"})))
    with pytest.raises(UserError) as refusal:
        evidence_ledger.record_reversal(reader, red_letter())
    assert refusal.value.code == "no_right"
