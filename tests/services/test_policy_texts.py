"""A new policy text: in force from its date, changes marked, trial sets re-pointed, old paper keeps the old text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from cbec_desktop.domain.errors import UserError
from cbec_desktop.services import parameters, policy, policy_texts
from cbec_desktop.services.context import Context
from cbec_desktop.services.policy import Clause
from cbec_desktop.services.policy_texts import ADDED, CHANGED, DROPPED, EQUAL, compare_clauses, words_of

DOCUMENT = "朝政办发〔2026〕5号"


def changed_text() -> list[Clause]:
    """The draft with one word of clause 4 replaced."""
    return [
        replace(clause, body=clause.body.replace("不超过50元", "不超过50元/年")) if clause.id == "3.4" else clause
        for clause in policy.shipped_policy().clauses
    ]


def adopt(ctx: Context, clauses: Sequence[Clause] | None = None, **changes: object) -> int:
    values: dict[str, object] = {
        "title": "朝阳市促进跨境电商加快发展行动方案", "document_no": DOCUMENT, "issued_on": date(2026, 11, 1),
        "effective_from": date(2026, 11, 20), "clauses": changed_text() if clauses is None else clauses,
    }  # fmt: skip
    return policy_texts.adopt_policy_text(ctx, **(values | changes))  # type: ignore[arg-type]


def test_the_text_in_force_answers_for_its_day(ctx: Context) -> None:
    adopt(ctx)
    assert "50元/年" in policy.get_clause(ctx, "第4条").body
    assert "50元/年" not in policy_texts.clause_words(ctx, "附件3第4条", date(2026, 11, 19))
    assert "50元/年" in policy_texts.clause_words(ctx, "附件3第4条", date(2026, 11, 20))
    new, old = policy_texts.list_policy_texts(ctx)
    assert (new.is_in_force, old.is_in_force, new.document_no) == (True, False, DOCUMENT)


def test_a_text_of_the_future_does_not_answer_yet(ctx: Context) -> None:
    adopt(ctx, effective_from=date(2027, 1, 1))
    assert "50元/年" not in policy.get_clause(ctx, "第4条").body
    sets = {text.effective_from: text.sets for text in policy_texts.list_policy_texts(ctx)}
    assert sets[date(2027, 1, 1)] == ("2027-试1", "2028-试1")


def test_trial_sets_point_to_the_new_text_and_confirmed_ones_keep_theirs(ctx: Context) -> None:
    parameters.copy_set(ctx, "2026-试1")
    parameters.confirm_set(ctx, "2026-试1", document_no="朝商字〔2026〕1号", confirmed_on=date(2026, 11, 2))
    adopt(ctx)
    new, old = policy_texts.list_policy_texts(ctx)
    assert old.sets == ("2026-试1",)
    assert new.sets == ("2026-试2", "2027-试1", "2028-试1")
    assert "50元/年" not in parameters.show_set(ctx, "2026-试1").line("m4.rate").clause_text
    assert "50元/年" in parameters.show_set(ctx, "2026-试2").line("m4.rate").clause_text


def test_paper_of_a_confirmed_set_keeps_the_text_it_was_made_under(assessed_ctx: Context) -> None:
    from cbec_desktop.documents.forms.catalogue import find_form
    from cbec_desktop.services.form_papers import load_papers
    from cbec_desktop.services.forms import case_numbers

    ctx = assessed_ctx
    case_no = next(number for number in case_numbers(ctx, 2026) if "-M4-" in number)
    parameters.confirm_set(ctx, "2026-试1", document_no="朝商字〔2026〕1号", confirmed_on=date(2026, 11, 2))
    before = load_papers(ctx, find_form("F16"), [case_no]).papers[0].clause_text
    adopt(ctx)
    assert load_papers(ctx, find_form("F16"), [case_no]).papers[0].clause_text == before


def test_changes_are_shown_to_the_character(ctx: Context) -> None:
    old = policy.shipped_policy().clauses
    new = [clause for clause in changed_text() if clause.id != "2.1"] + [
        Clause("3.6", "附件3第6条", "新条", "新的一条")
    ]
    changes = {change.clause_id: change for change in compare_clauses(old, new)}
    assert (changes["2.1"].kind, changes["3.6"].kind, changes["3.1"].kind) == (DROPPED, ADDED, EQUAL)
    change = changes["3.4"]
    assert change.kind == CHANGED
    assert [piece for piece in change.pieces if piece[0] != "equal"] == [("insert", "/年")]
    for kinds, clauses in ((("equal", "delete"), old), (("equal", "insert"), new)):
        body = next(clause.body for clause in clauses if clause.id == "3.4")
        assert "".join(text for kind, text in change.pieces if kind in kinds) == body


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"document_no": " "}, "no_document"), ({"issued_on": None}, "no_date"), ({"effective_from": None}, "no_date"),
     ({"title": ""}, "no_title"), ({"effective_from": date(2025, 12, 31)}, "earlier_text"),
     ({"clauses": [c for c in changed_text() if c.id != "3.5"]}, "missing_clause"),
     ({"clauses": [*changed_text(), changed_text()[0]]}, "clause_twice"),
     ({"clauses": [replace(c, body=" ") if c.id == "3.1" else c for c in changed_text()]}, "empty_clause")],
)  # fmt: skip
def test_a_text_that_cannot_govern_is_refused_and_nothing_saved(
    ctx: Context, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(UserError) as refusal:
        adopt(ctx, **changes)
    assert refusal.value.code == code
    assert len(policy_texts.list_policy_texts(ctx)) == 1


def test_the_same_document_is_taken_once(ctx: Context) -> None:
    adopt(ctx)
    with pytest.raises(UserError, match="已经登记过"):
        adopt(ctx)


def test_references_to_several_clauses_give_them_all() -> None:
    clauses = policy.shipped_policy().clauses
    assert words_of(clauses, "附件3第2至5条").count("附件3第") == 4
    assert words_of(clauses, "实施口径") == ""
