"""Parameter sets: what is shown, what is refused with nothing saved, confirmation, and what it freezes."""

from __future__ import annotations

from datetime import date

import pytest

from cbec_desktop.awards.parameter_values import alternatives, period_problem, read_value
from cbec_desktop.awards.parameters import parameters_at
from cbec_desktop.domain.errors import StaleRecordError, UserError
from cbec_desktop.domain.records import ParameterSetRecord
from cbec_desktop.domain.statuses import Role
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import accounts, assessments, parameters
from cbec_desktop.services.context import Context
from cbec_desktop.services.parameters import RefusedValuesError
from tests.conftest import PASSWORD

FIRST = "2026-试1"
DOCUMENT = "朝商字〔2026〕52号"
DAY = date(2026, 11, 20)


def confirmed(ctx: Context, name: str = FIRST, day: date = DAY, start: date | None = None) -> None:
    parameters.confirm_set(ctx, name, document_no=DOCUMENT, confirmed_on=day, effective_from=start)


def test_a_set_shows_every_parameter_with_its_clause_to_the_letter(ctx: Context) -> None:
    found = parameters.show_set(ctx, FIRST)
    assert {line.parameter.id for line in found.lines} == set(parameters_at(2026))
    rate = found.line("m4.rate")
    assert (rate.words, rate.limit_words, rate.is_default) == ("50%", "50%", True)
    assert "每平方米上限不超过50元" in found.line("m4.unit_cap.period").clause_text
    both = found.line("dup.level").clause_text
    assert "附件3第1条" in both
    assert "附件3第2条" in both
    assert "附件3第3条" not in both
    assert found.line("budget.rule").clause_text == ""
    assert found.before is None
    assert found.changed == ()


def test_a_copy_is_a_trial_set_of_its_own_and_says_what_differs(ctx: Context) -> None:
    copy = parameters.copy_set(ctx, FIRST)
    assert (copy.summary.name, copy.summary.version, copy.before) == ("2026-试2", 2, FIRST)
    edited = parameters.edit_set(ctx, "2026-试2", {"m4.rate": "45%", "m4.unit_cap.period": "b", "m3.cap": "40,000.50"})
    assert [(line.parameter.id, line.before, line.value) for line in edited.changed] == [
        ("m3.cap", "50000", "40000.5"), ("m4.rate", "0.5", "0.45"), ("m4.unit_cap.period", "year", "month"),
    ]  # fmt: skip
    assert parameters.show_set(ctx, FIRST).line("m4.rate").value == "0.5"


def test_the_same_value_typed_otherwise_changes_nothing(ctx: Context) -> None:
    before = parameters.show_set(ctx, FIRST)
    again = parameters.edit_set(
        ctx, FIRST, {"m4.rate": "50.0%", "m4.cap": "100,000.00 元", "m4.pooling": "逐份租约计算"}
    )
    assert (again.content_hash, again.row_version) == (before.content_hash, before.row_version)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"m4.rate": "55%"}, "m4.rate", "高于政策上限 50%"),
        ({"m2.rate": "0.51"}, "m2.rate", "高于政策上限 50%"),
        ({"m5.unit_cap": "500.01"}, "m5.unit_cap", "高于政策上限"),
        ({"m4.unit_cap": "49.995"}, "m4.unit_cap", "不足一分"),
        ({"m4.pooling": "both"}, "m4.pooling", "没有“both”这种读法"),
        ({"m4.poling": "lease"}, "m4.poling", "没有名为"),
        ({"mode_codes": "9610,8888"}, "mode_codes", "没有“8888”"),
        ({"mode_codes": ""}, "mode_codes", "至少要选一项"),
        ({"round_unit": "3"}, "round_unit", "不在可选范围"),
        ({"period.paid_by": "02-30"}, "period.paid_by", "不是月日"),
        ({"m4.cap": "-1"}, "m4.cap", "不小于 0"),
        ({"m4.cap": "十万"}, "m4.cap", "不是数"),
        ({"m5.rate": "40%"}, "m5.rate", "A12"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field_and_nothing_is_saved(
    ctx: Context, changes: dict[str, str], field: str, words: str
) -> None:
    before = parameters.show_set(ctx, FIRST)
    with pytest.raises(RefusedValuesError) as refusal:
        parameters.edit_set(ctx, FIRST, {"m3.rate": "25%", **changes})
    assert list(refusal.value.problems) == [field]
    assert words in refusal.value.problems[field]
    assert parameters.show_set(ctx, FIRST) == before


def test_a_set_changed_by_somebody_else_meanwhile_is_not_overwritten(ctx: Context) -> None:
    seen = parameters.show_set(ctx, FIRST).row_version
    parameters.edit_set(ctx, FIRST, {"m3.rate": "25%"}, seen)
    with pytest.raises(StaleRecordError):
        parameters.edit_set(ctx, FIRST, {"m3.rate": "20%"}, seen)


@pytest.mark.parametrize(
    ("document_no", "day", "code"),
    [("", DAY, "no_document"), ("  ", DAY, "no_document"), (DOCUMENT, None, "no_date"),
     (DOCUMENT, date(2026, 11, 23), "future_date")],
)  # fmt: skip
def test_a_set_is_confirmed_with_a_document_or_not_at_all(
    ctx: Context, document_no: str, day: date | None, code: str
) -> None:
    with pytest.raises(UserError) as refusal:
        parameters.confirm_set(ctx, FIRST, document_no=document_no, confirmed_on=day)
    assert refusal.value.code == code
    assert parameters.show_set(ctx, FIRST).summary.is_trial


def test_a_confirmed_set_is_frozen_and_in_force_from_the_start_of_its_year(ctx: Context) -> None:
    confirmed(ctx)
    summary = parameters.show_set(ctx, FIRST).summary
    assert (summary.is_trial, summary.document_no, summary.effective_from) == (False, DOCUMENT, date(2026, 1, 1))
    assert summary.is_in_force
    for change in (
        lambda: parameters.edit_set(ctx, FIRST, {"m3.rate": "20%"}),
        lambda: confirmed(ctx),
    ):
        with pytest.raises(UserError) as refusal:
            change()
        assert refusal.value.code == "frozen_set"


def test_a_later_confirmed_set_follows_without_gap_or_overlap(ctx: Context) -> None:
    with pytest.raises(UserError, match="之间会没有参数集"):
        confirmed(ctx, start=date(2026, 3, 1))
    confirmed(ctx)
    parameters.copy_set(ctx, FIRST)
    parameters.edit_set(ctx, "2026-试2", {"m3.rate": "20%"})
    with pytest.raises(UserError, match="日期重叠"):
        confirmed(ctx, "2026-试2", start=date(2026, 1, 1))
    assert parameters.show_set(ctx, "2026-试2").summary.is_trial
    confirmed(ctx, "2026-试2", start=date(2026, 11, 20))
    first, second = parameters.show_set(ctx, FIRST).summary, parameters.show_set(ctx, "2026-试2").summary
    assert (first.effective_to, second.effective_from, second.effective_to) == (date(2026, 11, 19), DAY, None)
    assert [each.is_in_force for each in (first, second)] == [False, True]


def test_a_set_that_starts_later_does_not_govern_before(ctx: Context) -> None:
    confirmed(ctx)
    parameters.copy_set(ctx, FIRST)
    confirmed(ctx, "2026-试2", start=date(2026, 12, 1))
    in_force = [each.name for each in parameters.list_sets(ctx, 2026) if each.is_in_force]
    assert in_force == [FIRST]


def test_gaps_after_a_closed_set_are_refused() -> None:
    closed = ParameterSetRecord(
        "旧", 2026, 1, "confirmed", effective_from=date(2026, 1, 1), effective_to=date(2026, 5, 31)
    )
    assert period_problem([closed], 2026, date(2026, 6, 1)) is None
    assert "2026-06-01 至 2026-06-30 之间会没有参数集" in str(period_problem([closed], 2026, date(2026, 7, 1)))
    assert "日期重叠" in str(period_problem([closed], 2026, date(2026, 5, 31)))


def test_only_those_with_the_right_edit_and_confirm(ctx: Context) -> None:
    accounts.add_account(ctx, "审计", [Role.AUDITOR.value], PASSWORD)
    other = ctx.acting(accounts.authenticate(ctx, "审计", PASSWORD))
    for forbidden in (
        lambda: parameters.copy_set(other, FIRST),
        lambda: parameters.edit_set(other, FIRST, {"m3.rate": "20%"}),
        lambda: confirmed(other),
    ):
        with pytest.raises(UserError) as refusal:
            forbidden()
        assert refusal.value.code == "no_right"
    assert parameters.show_set(other, FIRST).summary.name == FIRST


def test_the_confirmed_set_is_what_the_year_is_assessed_with(assessed_ctx: Context) -> None:
    ctx = assessed_ctx
    parameters.copy_set(ctx, FIRST)
    parameters.edit_set(ctx, "2026-试2", {"m4.unit_cap.period": "month"})
    parameters.confirm_set(ctx, FIRST, document_no=DOCUMENT, confirmed_on=DAY)
    results = assessments.assess_year(ctx, year=2026, case_no=None, parameter_set=None, job=JobContext())
    assert {result.parameter_set for result in results} == {FIRST}


@pytest.mark.parametrize(
    ("parameter_id", "typed", "stored"),
    [
        ("m4.rate", "４５％", "0.45"),
        ("m4.rate", "0.450", "0.45"),
        ("m4.cap", "¥", "¥"),
        ("m4.cap", "NaN", "NaN"),
        ("m4.area_max", "不设", "none"),
        ("m4.area_max", "1,000", "1000"),
        ("mode_codes", "9710、9610", "9610,9710"),
        ("period.paid_by", "03月31日", "03-31"),
        ("m4.unit_cap.period", "(b)", "month"),
    ],
)
def test_values_are_read_as_people_type_them(parameter_id: str, typed: str, stored: str) -> None:
    assert read_value(parameters_at(2026)[parameter_id], typed) == stored


def test_alternatives_are_one_step_away() -> None:
    known = parameters_at(2026)
    assert alternatives(known["m4.unit_cap.period"], "year") == ["month", "policy_period"]
    modes = alternatives(known["mode_codes"], "9610")
    assert "9610,9710" in modes
    assert "" not in modes
    assert len(modes) == 6
    assert alternatives(known["m4.rate"], "0.5") == []
    assert alternatives(known["m4.rate"], "0.4") == ["0.5"]


def test_the_set_in_force_today_reckons_and_a_later_one_takes_over_on_its_day(assessed_ctx: Context) -> None:
    from dataclasses import replace
    from datetime import timedelta

    from tests.conftest import NOW, open_test_context

    ctx = assessed_ctx
    confirmed(ctx)
    parameters.copy_set(ctx, FIRST)
    parameters.edit_set(ctx, "2026-试2", {"m4.unit_cap.period": "month"})
    confirmed(ctx, "2026-试2", start=date(2026, 12, 1))

    def sets_used(context: Context) -> set[str]:
        found = assessments.assess_year(context, year=2026, case_no=None, parameter_set=None, job=JobContext())
        return {result.parameter_set for result in found}

    assert sets_used(ctx) == {FIRST}
    ctx.store.close()
    later = open_test_context(ctx.paths.folder)
    later.store.clock = lambda: NOW + timedelta(days=9)
    assert sets_used(replace(later, clock=later.store.clock, actor=ctx.actor)) == {"2026-试2"}
    later.store.close()
