"""While the parameters are on trial, public paper (公示, 批复, 拨付) is refused and every other print says 试算."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cbec_desktop.documents.forms.catalogue import find_form
from cbec_desktop.domain.errors import UserError
from cbec_desktop.services import forms, parameters
from cbec_desktop.services.context import Context
from cbec_desktop.services.form_papers import load_papers

PUBLIC = replace(find_form("F15"), id="f18_public_notice", code="F18", title="公示", needs_confirmed_set=True)


def first_case(ctx: Context) -> str:
    return forms.case_numbers(ctx, 2026)[0]


def test_public_paper_waits_for_the_confirmation(assessed_ctx: Context) -> None:
    case_no = first_case(assessed_ctx)
    with pytest.raises(UserError, match="不能印 F18 公示：参数集 2026-试1 还在试行") as refusal:
        load_papers(assessed_ctx, PUBLIC, [case_no])
    assert refusal.value.code == "trial_set"
    assert "（R36）" in refusal.value.message
    parameters.confirm_set(assessed_ctx, "2026-试1", document_no="朝商字〔2026〕52号", confirmed_on=date(2026, 11, 20))
    assert load_papers(assessed_ctx, PUBLIC, [case_no]).papers[0].case.header.case_no == case_no


def test_other_paper_is_not_held_up(assessed_ctx: Context) -> None:
    stack = load_papers(assessed_ctx, find_form("F15"), [first_case(assessed_ctx)])
    assert stack.papers[0].case.parameter_set is not None
    assert stack.papers[0].case.parameter_set.is_trial
