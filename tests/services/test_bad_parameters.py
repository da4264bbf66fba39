"""What may not stand in a parameter set is refused with a sentence by service and command line; nothing is saved."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import pytest

from cbec_desktop import cli
from cbec_desktop.domain.dates import parse_date
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.statuses import FindingLevel
from cbec_desktop.services import entry, parameters, trial
from cbec_desktop.services.context import Context
from tests.bad_parameters import CONFIRMATIONS, EDITS, TYPED
from tests.conftest import PASSWORD
from tests.services.applicants import good_draft, make_applicant
from tests.services.workbooks import application, firm, invoice, plan, take_in, workbook

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(ctx: Context, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command as a clerk types it; returns (exit code, output, standard error)."""
    monkeypatch.setenv("CBEC_PASSWORD", PASSWORD)

    def do(*arguments: str) -> tuple[int, str, str]:
        code = cli.main([*arguments, "--data", str(ctx.paths.folder), "--user", "测试"])
        said = capsys.readouterr()
        return code, said.out, said.err

    return do


def with_second_set(ctx: Context, name: str) -> None:
    if name == "2026-试2":
        parameters.copy_set(ctx, "2026-试1")
        parameters.confirm_set(
            ctx, "2026-试1", document_no=TYPED["document_no"], confirmed_on=parse_date(TYPED["confirmed_on"])
        )


@pytest.mark.parametrize(("parameter", "typed", "words"), EDITS)
def test_a_value_is_refused_by_service_and_command_line(
    ctx: Context, run: Run, parameter: str, typed: str, words: str
) -> None:
    before = parameters.show_set(ctx, "2026-试1")
    with pytest.raises(parameters.RefusedValuesError) as refusal:
        parameters.edit_set(ctx, "2026-试1", {"m2.rate": "25%", parameter: typed})
    assert words in refusal.value.problems[parameter]
    code, out, err = run("parameters", "edit", "2026-试1", "m2.rate=25%", f"{parameter}={typed}")
    assert (code, out) == (1, "")
    assert f"“{before.line(parameter).parameter.phrase}”" in err
    assert words in err
    assert parameters.show_set(ctx, "2026-试1") == before


@pytest.mark.parametrize(("name", "changes", "_field", "error", "words"), CONFIRMATIONS)
def test_a_confirmation_is_refused_by_service_and_command_line(
    ctx: Context, run: Run, name: str, changes: Mapping[str, str], _field: str, error: str, words: str
) -> None:
    with_second_set(ctx, name)
    before = parameters.list_sets(ctx, 2026)
    typed = {**TYPED, **changes}

    def day(field: str) -> date | None:
        return parse_date(typed[field]) if typed[field] else None

    with pytest.raises(UserError, match=words) as refusal:
        parameters.confirm_set(
            ctx, name, document_no=typed["document_no"], confirmed_on=day("confirmed_on"),
            effective_from=day("effective_from"),
        )  # fmt: skip
    assert refusal.value.code == error
    options = ("--document", "document_no"), ("--date", "confirmed_on"), ("--from", "effective_from")
    arguments = [part for option, field in options for part in (option, typed[field])]
    code, out, err = run("parameters", "confirm", name, *arguments)
    assert (code, out) == (1, "")
    assert words in err
    code, out, _err = run("parameters", "confirm", name, *arguments, "--json")
    assert json.loads(out)["error"]["code"] == error
    assert parameters.list_sets(ctx, 2026) == before


DOLLARS = {"currency": "USD", "foreign_amount": "4200", "exchange_rate": "7.1", "rate_on": "2026-04-06"}


@pytest.mark.parametrize(("field", "header"), [("exchange_rate", "汇率"), ("rate_on", "汇率日期")])
def test_a_foreign_line_without_rate_or_date_is_said_at_its_cell_and_counts_nothing(
    ctx: Context, field: str, header: str
) -> None:
    draft = good_draft(ctx, "service_platform", make_applicant(ctx))
    (line,) = draft.lines["费用明细"]
    dollars = {**line, **DOLLARS, "invoice_total": "29820", "claimed_amount": "29820", "paid_amount": "29820"}
    whole = replace(draft, lines={"费用明细": (dollars,)})
    lacking = replace(draft, lines={"费用明细": ({**dollars, field: ""},)})
    assert not [said for said in entry.check_application(ctx, whole) if said.field == field]
    (said,) = [said for said in entry.check_application(ctx, lacking) if said.field == field]
    assert (said.sheet, said.row, said.level) == ("费用明细", 0, "warning")
    assert f"没有填{header}，核算时本行不计（R15）" in said.message
    tried = trial.trial_assessment(ctx, lacking)
    assert tried is not None
    assert [each.level for each in tried.findings if each.code == "R15"] == [FindingLevel.WARNING]
    assert [each.dropped_by for each in tried.lines] == ["R15"]


def test_yuan_lines_need_no_rate(ctx: Context) -> None:
    draft = good_draft(ctx, "service_platform", make_applicant(ctx))
    (line,) = draft.lines["费用明细"]
    for currency in ("", "CNY", "人民币"):
        yuan = replace(draft, lines={"费用明细": ({**line, "currency": currency},)})
        assert not [said for said in entry.check_application(ctx, yuan) if said.code == "W-CURRENCY"]


def test_an_unknown_unit_of_the_file_does_not_name_the_unit_of_its_cases(ctx: Context) -> None:
    take_in(ctx, workbook("W1", {"企业名录": [firm()]}))
    book = workbook("W2", {"申报汇总": [application()], "费用明细": [invoice()]}, unit="999999")
    known = workbook("W2", {"申报汇总": [application()], "费用明细": [invoice()]}, unit="211302")
    take_in(ctx, book)
    assert plan(ctx, known).files[0].counts["unchanged"] == 2
