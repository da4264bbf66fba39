"""Parameter sets of an award year: shown, copied, edited while on trial, confirmed with a document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cbec_desktop.awards.parameter_values import complete_values, period_problem, read_value, value_problems
from cbec_desktop.awards.parameters import Parameter, hash_values, parameters_at
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.records import ParameterSetRecord
from cbec_desktop.domain.rights import Right
from cbec_desktop.domain.statuses import SetStatus
from cbec_desktop.services.accounts import require_right
from cbec_desktop.services.context import Context
from cbec_desktop.services.parameter_views import SetSummary, SetView, parameter_lines, summary_of
from cbec_desktop.services.policy import clauses_at, list_clauses

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.unit_of_work import Work


class RefusedValuesError(UserError):
    """Values that may not stand; `problems` says for each parameter why, for the field itself."""

    def __init__(self, problems: Mapping[str, str], known: Mapping[str, Parameter]) -> None:
        self.problems = dict(problems)
        lines = [f"{_named(known, key)}：{said}" for key, said in problems.items()]
        super().__init__("没有保存：" + "".join(lines), "bad_parameters")


def _named(known: Mapping[str, Parameter], parameter_id: str) -> str:
    parameter = known.get(parameter_id)
    return parameter_id if parameter is None else f"{parameter.clause}“{parameter.phrase}”"


def list_sets(ctx: Context, award_year: int) -> tuple[SetSummary, ...]:
    """The sets of a year, newest first."""
    from db.queries.policy import list_parameter_sets, parameter_set_of_year

    with ctx.store.open_view() as view:
        records = [record for record in list_parameter_sets(view) if record.award_year == award_year]
        in_force = parameter_set_of_year(view, award_year, ctx.clock().date())
    return tuple(summary_of(record, in_force) for record in reversed(records))


def show_set(ctx: Context, name: str) -> SetView:
    """A set with every parameter, its clause, and what differs; raises UserError unknown_parameter_set."""
    from db.queries.policy import list_parameter_sets, parameter_set_of_year
    from db.queries.rules import decisions_up_to, set_row

    with ctx.store.open_view() as view:
        record = find_set(view, name)
        row = set_row(view, name)
        assert row is not None
        before = _set_before(list_parameter_sets(view), record)
        in_force = parameter_set_of_year(view, record.award_year, ctx.clock().date())
        decisions = decisions_up_to(view, record.award_year)
    clauses = list_clauses(ctx, row.policy_text_id) if row.policy_text_id else clauses_at(ctx)
    values = complete_values(record)
    return SetView(
        summary=summary_of(record, in_force),
        before=before.name if before else None,
        lines=parameter_lines(record, before, decisions, clauses),
        created_at=row.created_at,
        created_by=row.created_by,
        row_version=row.row_version,
        content_hash=hash_values(record.award_year, values),
    )


def find_set(session: Session, name: str) -> ParameterSetRecord:
    """The stored set called `name`; UserError names those there are."""
    from db.queries.policy import list_parameter_sets

    records = list_parameter_sets(session)
    for record in records:
        if record.name == name:
            return record
    known = "、".join(record.name for record in records)
    raise UserError(f"没有名为“{name}”的参数集，可用：{known}。", "unknown_parameter_set")


def copy_set(ctx: Context, name: str) -> SetView:
    """A new trial set of the same year with the values of `name`; raises UserError as above, no_right."""
    from db.digests import canonical_json
    from db.models.policy import ParameterSet
    from db.queries.policy import list_parameter_sets
    from db.queries.rules import set_row, text_at
    from db.unit_of_work import open_work

    require_right(ctx, Right.EDIT_PARAMETERS)
    with open_work(ctx.store, actor=ctx.actor, action="copy_parameter_set", reason=name) as work:
        record = find_set(work.session, name)
        source = set_row(work.session, name)
        assert source is not None
        taken = [each.version for each in list_parameter_sets(work.session) if each.award_year == record.award_year]
        version = max(taken) + 1
        values = complete_values(record)
        new_name = f"{record.award_year}-试{version}"
        newest_text = text_at(work.session, ctx.clock().date().isoformat())
        work.session.add(
            ParameterSet(
                name=new_name,
                award_year=record.award_year,
                version=version,
                status=SetStatus.TRIAL.value,
                values_json=canonical_json(values),
                content_hash=hash_values(record.award_year, values),
                policy_text_id=newest_text or source.policy_text_id,
                created_at=work.now,
                created_by=work.actor,
            )
        )
        work.commit()
    return show_set(ctx, new_name)


def edit_set(ctx: Context, name: str, changes: Mapping[str, str], row_version: int | None = None) -> SetView:
    """Change values of a trial set as typed (`45%`, `10,000`, words of a reading); all of them or none.

    Raises RefusedValuesError with a sentence for each field (above the ceiling, unknown switch, half a fen …),
    UserError frozen_set for a confirmed set, unknown_parameter_set, no_right, StaleRecordError.
    """
    from db.unit_of_work import open_work

    require_right(ctx, Right.EDIT_PARAMETERS)
    with open_work(ctx.store, actor=ctx.actor, action="edit_parameter_set", reason=name) as work:
        record = trial_set(work.session, name)
        values = changed_values(record, changes)
        if values != complete_values(record):
            store_values(work, name, record.award_year, values, row_version)
            work.commit()
    return show_set(ctx, name)


def changed_values(record: ParameterSetRecord, changes: Mapping[str, str]) -> dict[str, str]:
    """All values of the set with `changes` read and checked; raises RefusedValuesError."""
    known = parameters_at(record.award_year)
    typed = {key: read_value(known[key], text) if key in known else text for key, text in changes.items()}
    values = {**complete_values(record), **typed}
    if problems := value_problems(values, known):
        raise RefusedValuesError(problems, known)
    return values


def trial_set(session: Session, name: str) -> ParameterSetRecord:
    """The set to change; UserError frozen_set when it is confirmed."""
    record = find_set(session, name)
    if record.status != SetStatus.TRIAL:
        raise UserError(
            f"参数集 {name} 已确认（{record.document_no}，{record.confirmed_on}），不能再改；"
            "要改请先复制为新的试行参数集。",
            "frozen_set",
        )
    return record


def store_values(work: Work, name: str, year: int, values: Mapping[str, str], row_version: int | None = None) -> None:
    """Put checked values into the set within `work`."""
    from db.digests import canonical_json
    from db.models.policy import ParameterSet
    from db.queries.rules import set_row

    row = set_row(work.session, name)
    assert row is not None
    stored = work.load(ParameterSet, row.record_id, row_version)
    stored.values_json = canonical_json(values)
    stored.content_hash = hash_values(year, values)


def confirm_set(
    ctx: Context, name: str, *, document_no: str, confirmed_on: date | None, effective_from: date | None = None
) -> SetView:
    """Confirm a trial set with its document: frozen from then on, in force from `effective_from`.

    Without `effective_from` the first set of a year starts with the year, a later one on the day of its document;
    the set before ends the day before. Raises UserError no_document, no_date, future_date, frozen_set,
    failing_examples, set_dates, bad_parameters, no_right; nothing is saved then.
    """
    from db.models.policy import ParameterSet
    from db.queries.policy import list_parameter_sets
    from db.queries.rules import set_row
    from db.unit_of_work import open_work

    require_right(ctx, Right.CONFIRM_PARAMETERS)
    document_no = document_no.strip()
    with ctx.store.open_view() as view:
        trial_set(view, name)
    _check_document(document_no, confirmed_on, ctx.clock().date())
    assert confirmed_on is not None
    with open_work(ctx.store, actor=ctx.actor, action="confirm_parameter_set", reason=f"{name} {document_no}") as work:
        record = trial_set(work.session, name)
        changed_values(record, {})
        refuse_failing_examples(work.session, record)
        others = [
            each
            for each in list_parameter_sets(work.session)
            if each.award_year == record.award_year and each.status == SetStatus.CONFIRMED
        ]
        start = effective_from or (confirmed_on if others else date(record.award_year, 1, 1))
        if problem := period_problem(others, record.award_year, start):
            raise UserError(f"生效日期不能用：{problem}", "set_dates")
        _end_before(work, others, start)
        row = set_row(work.session, name)
        assert row is not None
        stored = work.load(ParameterSet, row.record_id)
        stored.status = SetStatus.CONFIRMED.value
        stored.document_no = document_no
        stored.confirmed_on = confirmed_on.isoformat()
        stored.effective_from = start.isoformat()
        work.commit()
    return show_set(ctx, name)


def _check_document(document_no: str, confirmed_on: date | None, today: date) -> None:
    if not document_no:
        raise UserError("没有填文号，不能确认；请填确认文件的文号，例如 朝商字〔2026〕52号。", "no_document")
    if confirmed_on is None:
        raise UserError("没有填确认日期，不能确认；请填成 2026-11-22 这样的日期。", "no_date")
    if confirmed_on > today:
        raise UserError(f"确认日期 {confirmed_on} 晚于今天（{today}），请核对。", "future_date")


def refuse_failing_examples(session: Session, record: ParameterSetRecord) -> None:
    """UserError failing_examples, naming them, when a worked example does not come out."""
    from cbec_desktop.services.worked_examples import failing_examples

    if failing := failing_examples(session, record):
        names = "、".join(failing[:5]) + ("等" if len(failing) > 5 else "")
        raise UserError(
            f"有 {len(failing)} 个算例不通过（{names}），{record.name} 不能确认；请在“算例”里改口径、改预期或改参数。",
            "failing_examples",
        )


def _end_before(work: Work, others: list[ParameterSetRecord], start: date) -> None:
    """The confirmed set in force until now ends the day before the next starts."""
    from db.models.policy import ParameterSet

    for each in others:
        if each.effective_to is None and each.record_id is not None:
            work.load(ParameterSet, each.record_id).effective_to = (start - timedelta(days=1)).isoformat()


def _set_before(records: list[ParameterSetRecord], record: ParameterSetRecord) -> ParameterSetRecord | None:
    """The version before in the same year, else the last set of the year before."""
    same = [r for r in records if r.award_year == record.award_year and r.version < record.version]
    last_year = [r for r in records if r.award_year == record.award_year - 1]
    found = same or last_year
    return max(found, key=lambda r: r.version) if found else None
