"""What is shown of parameter sets: each parameter with its clause, its decision and how it differs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cbec_desktop.awards.parameter_values import complete_values
from cbec_desktop.awards.parameters import Parameter, parameters_at
from cbec_desktop.domain.records import ParameterSetRecord
from cbec_desktop.domain.statuses import SetStatus
from cbec_desktop.services.policy import Clause
from cbec_desktop.services.policy_texts import words_of

if TYPE_CHECKING:
    from db.queries.rules import DecisionRow


@dataclass(frozen=True, slots=True)
class Decision:
    """One dated decision on a reading: who, by which document, on what basis, in which set."""

    parameter_id: str
    value_before: str
    value: str
    basis: str
    document_no: str
    decided_on: date
    decided_by: str
    recorded_at: str
    recorded_by: str
    set_name: str


@dataclass(frozen=True, slots=True)
class ParameterLine:
    """One parameter of a set: what it is, what was chosen, and how that differs.

    `before` is the value of the set before when it differs, else None; `decision` the newest one for this very
    value, None while the question is open.
    """

    parameter: Parameter
    value: str
    words: str
    limit_words: str
    clause_text: str
    before: str | None
    decision: Decision | None

    @property
    def is_default(self) -> bool:
        return self.value == self.parameter.default

    @property
    def is_open(self) -> bool:
        """An open question of the policy (A1–A32) on which nothing was decided."""
        return self.parameter.code.startswith("A") and self.decision is None


@dataclass(frozen=True, slots=True)
class SetSummary:
    """One set in the list of a year."""

    name: str
    award_year: int
    version: int
    is_trial: bool
    document_no: str | None
    confirmed_on: date | None
    effective_from: date | None
    effective_to: date | None
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class SetView:
    """One set with all its parameters; `before` names the set it is compared with."""

    summary: SetSummary
    before: str | None
    lines: tuple[ParameterLine, ...]
    created_at: str
    created_by: str
    row_version: int
    content_hash: str

    @property
    def changed(self) -> tuple[ParameterLine, ...]:
        """The parameters that differ from the set before."""
        return tuple(line for line in self.lines if line.before is not None)

    @property
    def open_questions(self) -> tuple[ParameterLine, ...]:
        return tuple(line for line in self.lines if line.is_open)

    def line(self, parameter_id: str) -> ParameterLine:
        """The line of one parameter; KeyError when there is none."""
        for line in self.lines:
            if line.parameter.id == parameter_id:
                return line
        raise KeyError(parameter_id)


def parameter_lines(
    record: ParameterSetRecord,
    before: ParameterSetRecord | None,
    decisions: list[DecisionRow],
    clauses: tuple[Clause, ...],
) -> tuple[ParameterLine, ...]:
    """Every parameter in the order of the measures, what all share last."""
    values = complete_values(record)
    earlier = complete_values(before) if before else values
    newest: dict[str, Decision] = {row.parameter_id: decision_of(row) for row in decisions}
    lines = []
    for parameter_id, parameter in parameters_at(record.award_year).items():
        value = values[parameter_id]
        decided = newest.get(parameter_id)
        old = earlier.get(parameter_id, parameter.default)
        lines.append(
            ParameterLine(
                parameter=parameter,
                value=value,
                words=parameter.words_of(value),
                limit_words=parameter.words_of(parameter.limit) if parameter.limit is not None else "",
                clause_text=words_of(clauses, parameter.clause),
                before=old if old != value else None,
                decision=decided if decided is not None and decided.value == value else None,
            )
        )
    return tuple(lines)


def decision_of(row: DecisionRow) -> Decision:
    """A stored decision as the register and the paper show it."""
    return Decision(
        row.parameter_id,
        row.value_before,
        row.value,
        row.basis,
        row.document_no,
        date.fromisoformat(row.decided_on),
        row.decided_by,
        row.recorded_at,
        row.recorded_by,
        row.set_name,
    )


def summary_of(record: ParameterSetRecord, in_force: ParameterSetRecord | None) -> SetSummary:
    """A stored set as lists show it; `in_force` is the one that governs its year today."""
    return SetSummary(
        name=record.name,
        award_year=record.award_year,
        version=record.version,
        is_trial=record.status == SetStatus.TRIAL,
        document_no=record.document_no,
        confirmed_on=record.confirmed_on,
        effective_from=record.effective_from,
        effective_to=record.effective_to,
        is_in_force=in_force is not None and in_force.name == record.name,
    )
