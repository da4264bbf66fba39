"""The register of readings (口径台账): each question with its choice and the decisions behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cbec_desktop.awards.parameter_values import complete_values
from cbec_desktop.awards.parameters import Parameter, parameters_at
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.records import ParameterSetRecord
from cbec_desktop.domain.rights import Right
from cbec_desktop.services.accounts import require_right
from cbec_desktop.services.context import Context
from cbec_desktop.services.parameter_views import Decision, ParameterLine, SetView, decision_of
from cbec_desktop.services.parameters import changed_values, show_set, store_values, trial_set

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from cbec_desktop.services.reading_effects import Effects


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One question of the register: `history` are all its decisions, the newest first."""

    line: ParameterLine
    history: tuple[Decision, ...]

    @property
    def parameter(self) -> Parameter:
        return self.line.parameter


def list_readings(ctx: Context, set_name: str) -> tuple[SetView, tuple[ReadingLine, ...]]:
    """The questions A1–A32 of a set in their order, each with its decisions; UserError unknown_parameter_set."""
    from db.queries.rules import decisions_up_to

    view_of_set = show_set(ctx, set_name)
    with ctx.store.open_view() as view:
        rows = decisions_up_to(view, view_of_set.summary.award_year)
    history: dict[str, list[Decision]] = {}
    for row in reversed(rows):
        history.setdefault(row.parameter_id, []).append(decision_of(row))
    asked = [line for line in view_of_set.lines if line.parameter.code.startswith("A")]
    asked.sort(key=lambda line: (int(line.parameter.code[1:]), line.parameter.id))
    return view_of_set, tuple(ReadingLine(line, tuple(history.get(line.parameter.id, ()))) for line in asked)


def record_decision(
    ctx: Context,
    set_name: str,
    parameter_id: str,
    *,
    value: str,
    basis: str,
    document_no: str,
    decided_on: date | None,
    decided_by: str,
) -> SetView:
    """Decide a question in a trial set: the value as typed, with author, basis, document and date; kept for good.

    Raises RefusedValuesError, UserError no_document, no_date, no_basis, no_author, future_date, frozen_set, no_right.
    """
    from db.models.policy import ReadingDecision
    from db.unit_of_work import open_work

    require_right(ctx, Right.EDIT_PARAMETERS)
    _check_decision(ctx, basis, document_no, decided_on, decided_by)
    assert decided_on is not None
    reason = f"{set_name} {parameter_id}"
    with open_work(ctx.store, actor=ctx.actor, action="decide_reading", reason=reason) as work:
        record = trial_set(work.session, set_name)
        before = complete_values(record)
        values = changed_values(record, {parameter_id: value})
        if values != before:
            store_values(work, set_name, record.award_year, values)
        work.session.add(
            ReadingDecision(
                parameter_set_id=record.record_id,
                parameter_id=parameter_id,
                value_before=before[parameter_id],
                value=values[parameter_id],
                basis=basis.strip(),
                document_no=document_no.strip(),
                decided_on=decided_on.isoformat(),
                decided_by=decided_by.strip(),
                recorded_at=work.now,
                recorded_by=work.actor,
            )
        )
        work.commit()
    return show_set(ctx, set_name)


def _check_decision(ctx: Context, basis: str, document_no: str, decided_on: date | None, decided_by: str) -> None:
    if not decided_by.strip():
        raise UserError("没有填谁定的，不能登记；请填决定人或会议。", "no_author")
    if not document_no.strip():
        raise UserError("没有填依据文号，不能登记；请填会议纪要或文件的文号。", "no_document")
    if decided_on is None:
        raise UserError("没有填决定日期，不能登记；请填成 2026-11-22 这样的日期。", "no_date")
    if decided_on > ctx.clock().date():
        raise UserError(f"决定日期 {decided_on} 晚于今天，请核对。", "future_date")
    if not basis.strip():
        raise UserError("没有写依据，不能登记；请写明为什么这样取。", "no_basis")


REGISTER_HEADS = (
    "号", "问题", "条款", "本年取法", "默认", "状态", "谁定", "依据文号", "决定日期", "依据", "另一读法", "影响（元）",
)  # fmt: skip


def write_register(ctx: Context, set_name: str, effects: Effects | None, out: Path) -> int:
    """The register as a workbook; returns the rows. Raises UserError cannot_write, no_right."""
    from cbec_desktop.exchange.list_workbook import write_list
    from db.unit_of_work import open_work

    require_right(ctx, Right.EXPORT_TABLES)
    found, lines = list_readings(ctx, set_name)
    rows = []
    for reading in lines:
        line, parameter, decision = reading.line, reading.parameter, reading.line.decision
        largest = effects.largest(parameter.id) if effects is not None else None
        decided = ("", "", "", "")
        if decision is not None:
            decided = (decision.decided_by, decision.document_no, decision.decided_on.isoformat(), decision.basis)
        rows.append(
            (
                parameter.code,
                parameter.phrase,
                parameter.clause,
                line.words,
                parameter.words_of(parameter.default),
                "待局里定" if decision is None else "已定",
                *decided,
                largest.words if largest else "",
                largest.difference if largest else "",
            )
        )
    write_list(out, f"{found.summary.award_year}年度口径台账　{set_name}", REGISTER_HEADS, rows)
    with open_work(ctx.store, actor=ctx.actor, action="export_readings", reason=set_name) as work:
        work.note("reading_decision", {"rows": len(rows), "set": set_name})
        work.commit()
    return len(rows)


def decision_documents(session: Session, record: ParameterSetRecord) -> dict[tuple[str, str], str]:
    """(code, phrase) of each decided reading → its document and date, for the paper where it bites."""
    from db.queries.rules import decisions_up_to

    values, known = complete_values(record), parameters_at(record.award_year)
    found = {}
    for row in decisions_up_to(session, record.award_year):
        parameter = known.get(row.parameter_id)
        if parameter is None:
            continue
        key = (parameter.code, parameter.phrase)
        if values[row.parameter_id] == row.value:
            found[key] = f"{row.document_no} {row.decided_on}"
        else:
            found.pop(key, None)
    return found
