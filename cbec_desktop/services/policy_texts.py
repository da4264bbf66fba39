"""Policy texts: a new one replaces the present one from a date; clause by clause, old prints keep the old text."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.measures import MEASURE_CLAUSES
from cbec_desktop.domain.rights import Right
from cbec_desktop.services.accounts import require_right
from cbec_desktop.services.context import Context
from cbec_desktop.services.policy import Clause, clauses_at

if TYPE_CHECKING:
    from db.queries.rules import TextRow

"""Rules and findings cite these: a text without them cannot govern."""
EQUAL, CHANGED, ADDED, DROPPED = "未变", "修改", "新增", "删除"
_SPAN = re.compile(r"附件3第(\d)至(\d)条")
_LIST = re.compile(r"附件3第([\d、]+)条")


@dataclass(frozen=True, slots=True)
class PolicyTextLine:
    """One text as the list shows it; `sets` are the parameter sets that were made under it."""

    text_id: int
    title: str
    document_no: str
    issued_on: date | None
    effective_from: date
    is_draft: bool
    is_in_force: bool
    sets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One clause of two texts; `pieces` are (`equal`, `insert` or `delete`, text) in the order of reading."""

    clause_id: str
    label: str
    heading: str
    kind: str
    pieces: tuple[tuple[str, str], ...]


def list_policy_texts(ctx: Context) -> tuple[PolicyTextLine, ...]:
    """All texts, the one that took effect last first."""
    from db.queries.policy import sets_of_texts
    from db.queries.rules import policy_texts, text_at

    with ctx.store.open_view() as view:
        rows = policy_texts(view)
        in_force = text_at(view, ctx.clock().date().isoformat())
        sets = sets_of_texts(view)
    return tuple(
        PolicyTextLine(
            row.text_id,
            row.title,
            row.document_no,
            date.fromisoformat(row.issued_on) if row.issued_on else None,
            date.fromisoformat(row.effective_from),
            row.is_draft,
            row.text_id == in_force,
            tuple(sets.get(row.text_id, ())),
        )
        for row in reversed(rows)
    )


def text_clauses(ctx: Context, text_id: int) -> tuple[Clause, ...]:
    """The clauses of one text in their order."""
    from db.queries.rules import clauses_of

    with ctx.store.open_view() as view:
        return tuple(Clause(*row) for row in clauses_of(view, text_id))


def clause_words(ctx: Context, reference: str, on: date | None = None) -> str:
    """What the policy says where a parameter cites it (附件3第4条, 第2至5条, 第1、2条), to the letter.

    Empty for rules of the office's own (实施口径). The text in force on `on` (today when None) answers.
    """
    return words_of(clauses_at(ctx, on), reference)


def words_of(clauses: Sequence[Clause], reference: str) -> str:
    """The same out of clauses at hand."""
    by_label = {clause.label: clause for clause in clauses}
    if span := _SPAN.fullmatch(reference):
        labels = [f"附件3第{number}条" for number in range(int(span[1]), int(span[2]) + 1)]
    elif listed := _LIST.fullmatch(reference):
        labels = [f"附件3第{number}条" for number in listed[1].split("、")]
    else:
        labels = ["附件3执行期" if reference == "附件3" else reference]
    found = [by_label[label] for label in labels if label in by_label]
    return found[0].body if len(found) == 1 else "\n".join(f"{clause.label}　{clause.body}" for clause in found)


def compare_clauses(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[ClauseChange, ...]:
    """Both texts clause by clause, by id, in the order of the new one; dropped clauses last."""
    before = {clause.id: clause for clause in old}
    changes = [_change(before.get(clause.id), clause) for clause in new]
    kept = {clause.id for clause in new}
    return (*changes, *(_change(clause, None) for clause in old if clause.id not in kept))


def _change(old: Clause | None, new: Clause | None) -> ClauseChange:
    shown = new or old
    assert shown is not None
    if old is None:
        return ClauseChange(shown.id, shown.label, shown.heading, ADDED, (("insert", shown.body),))
    if new is None:
        return ClauseChange(shown.id, shown.label, shown.heading, DROPPED, (("delete", shown.body),))
    if (old.body, old.heading) == (new.body, new.heading):
        return ClauseChange(shown.id, shown.label, shown.heading, EQUAL, (("equal", new.body),))
    pieces: list[tuple[str, str]] = []
    matcher = difflib.SequenceMatcher(None, old.body, new.body, autojunk=False)
    for kind, left, left_end, right, right_end in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(("equal", old.body[left:left_end]))
            continue
        pieces += [("delete", old.body[left:left_end])] if left_end > left else []
        pieces += [("insert", new.body[right:right_end])] if right_end > right else []
    return ClauseChange(shown.id, shown.label, shown.heading, CHANGED, tuple(pieces))


def adopt_policy_text(
    ctx: Context,
    *,
    title: str,
    document_no: str,
    issued_on: date | None,
    effective_from: date | None,
    clauses: Sequence[Clause],
) -> int:
    """Put a new text in force from a date and point the trial sets of that year and later to it; returns its id.

    Confirmed sets, and what was printed, keep the text they were made under. Raises UserError no_document,
    no_date, known_text, earlier_text, missing_clause, no_right; nothing is saved then.
    """
    from db.models.policy import ParameterSet, PolicyClause, PolicyText
    from db.queries.rules import policy_texts, trial_sets_from
    from db.unit_of_work import open_work

    require_right(ctx, Right.CONFIRM_PARAMETERS)
    title, document_no = title.strip(), document_no.strip()
    _check_head(title, document_no, issued_on, effective_from)
    _check_clauses(clauses)
    assert effective_from is not None
    reason = f"{document_no}，{effective_from} 起"
    with open_work(ctx.store, actor=ctx.actor, action="adopt_policy_text", reason=reason) as work:
        _check_place(policy_texts(work.session), title, document_no, effective_from)
        text = PolicyText(
            title=title,
            document_no=document_no,
            issued_on=issued_on.isoformat() if issued_on else None,
            effective_from=effective_from.isoformat(),
            is_draft=0,
        )
        work.session.add(text)
        work.session.flush()
        rows = [
            {"policy_text_id": text.id, "clause_id": c.id, "label": c.label, "heading": c.heading, "body": c.body}
            for c in clauses
        ]
        work.insert_many(PolicyClause, rows)
        for set_id in trial_sets_from(work.session, effective_from.year):
            work.load(ParameterSet, set_id).policy_text_id = text.id
        work.commit()
        return text.id


def _check_place(known: Sequence[TextRow], title: str, document_no: str, effective_from: date) -> None:
    """A text is taken once, and none begins before the one in force did."""
    if any(document_no == row.document_no and title == row.title for row in known):
        raise UserError(f"文号“{document_no}”的政策文本已经登记过，请核对文号。", "known_text")
    newest = max((row.effective_from for row in known), default="")
    if effective_from.isoformat() < newest:
        raise UserError(
            f"施行日期 {effective_from} 早于现行文本的 {newest}，日期会重叠；请填 {newest} 或以后的日期。",
            "earlier_text",
        )


def _check_head(title: str, document_no: str, issued_on: date | None, effective_from: date | None) -> None:
    if not title:
        raise UserError("没有填政策标题，请照文件填写。", "no_title")
    if not document_no:
        raise UserError("没有填文号，不能登记；请照文件填写，例如 朝政办发〔2026〕5号。", "no_document")
    if issued_on is None or effective_from is None:
        raise UserError("没有填印发日期或施行日期，不能登记；请填成 2026-11-22 这样的日期。", "no_date")


def _check_clauses(clauses: Sequence[Clause]) -> None:
    ids = [clause.id for clause in clauses]
    if twice := {clause_id for clause_id in ids if ids.count(clause_id) > 1}:
        raise UserError(f"条款编号“{sorted(twice)[0]}”出现了两次，请改成不同的编号。", "clause_twice")
    for clause in clauses:
        if not clause.body.strip():
            raise UserError(f"{clause.label}“{clause.heading}”没有正文，请填写，或把这一条删去。", "empty_clause")
    if missing := [clause_id for clause_id in MEASURE_CLAUSES.values() if clause_id not in ids]:
        labels = "、".join(f"附件3第{clause_id[-1]}条" for clause_id in missing)
        raise UserError(f"缺少{labels}：核算规则要引用这些条款，不能没有。", "missing_clause")
