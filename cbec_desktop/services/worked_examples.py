"""Worked examples (算例): the bureau's own, read from E1, and those of the program, run under a set.

A set with a failing example cannot be confirmed; a failing one says which reading or value alone would make it equal.
"""

from __future__ import annotations

import importlib.metadata
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cbec_desktop.awards.examples import Example, Expectation, load_examples, run_example
from cbec_desktop.awards.measure import Assessment
from cbec_desktop.awards.measures.catalogue import MEASURES
from cbec_desktop.awards.parameter_values import alternatives, change_words, complete_values
from cbec_desktop.awards.parameters import Parameter, parameters_at
from cbec_desktop.domain.clock import timestamp
from cbec_desktop.domain.errors import RowProblem, UserError
from cbec_desktop.domain.money import fen_from_yuan, yuan_from_fen
from cbec_desktop.domain.records import ParameterSetRecord
from cbec_desktop.domain.rights import Right
from cbec_desktop.domain.statuses import AssessmentStatus
from cbec_desktop.exchange.templates import e1_examples
from cbec_desktop.jobs import JobContext
from cbec_desktop.services.accounts import require_right
from cbec_desktop.services.context import Context
from cbec_desktop.services.worked_example_facts import WrittenExample, example_of, read_examples

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.unit_of_work import Work

PROGRAM = "程序"
NOT_ALONE = ("budget.", "check.", "terms.")
"""Parameters that no single case depends on."""


@dataclass(frozen=True, slots=True)
class ExampleCase:
    """One example with what it expects under the set at hand; `is_own` = written by the bureau."""

    example_no: str
    title: str
    measure_id: str
    example: Example
    expected: Expectation
    author: str
    source: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One example after its run; `sentence` says why it fails, empty when it passes."""

    case: ExampleCase
    assessment: Assessment
    sentence: str

    @property
    def is_passed(self) -> bool:
        return not self.sentence

    @property
    def difference(self) -> Decimal:
        return self.assessment.award_amount - self.case.expected.award


@dataclass(frozen=True, slots=True)
class Cause:
    """A reading or value that alone would make a failing example come out, and what it then gives."""

    parameter: Parameter
    value: str
    value_words: str
    now_words: str
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class ExampleImport:
    """What reading an E1 workbook did: with an error in any row nothing was saved."""

    file: str
    new: int
    changed: int
    unchanged: int
    problems: tuple[RowProblem, ...]
    is_saved: bool


def run_examples(ctx: Context, set_name: str) -> tuple[ExampleResult, ...]:
    """All examples that apply to the set, failing ones first, then by number; UserError unknown_parameter_set."""
    from cbec_desktop.services.parameters import find_set

    with ctx.store.open_view() as view:
        record = find_set(view, set_name)
        cases = list(cases_for(view, record))
    results = [judge(case, complete_values(record)) for case in cases]
    return tuple(sorted(results, key=lambda result: (result.is_passed, result.case.example_no)))


def failing_examples(session: Session, record: ParameterSetRecord) -> list[str]:
    """Numbers of the examples that do not come out under `record`."""
    values = complete_values(record)
    return [case.example_no for case in cases_for(session, record) if not judge(case, values).is_passed]


def cases_for(session: Session, record: ParameterSetRecord) -> Iterator[ExampleCase]:
    """The bureau's examples of the set's year, and the program's own where the set reads as they do."""
    from db.queries.rules import example_rows

    for row in example_rows(session, record.award_year):
        expected = _expectation(row["expected_award_fen"], row["expected_cost_fen"])
        example = example_of(
            row["example_no"], row["title"], row["measure_id"], json.loads(row["facts_json"]), expected
        )
        yield ExampleCase(
            row["example_no"], row["title"], row["measure_id"], example, expected, row["author"], row["source"], True
        )
    yield from shipped_cases(record)


def shipped_cases(record: ParameterSetRecord) -> Iterator[ExampleCase]:
    """The program's examples whose expectation names exactly what the set changes; others do not apply."""
    values, known = complete_values(record), parameters_at(record.award_year)
    for example in shipped_examples():
        changed = {
            item.id: values[item.id]
            for item in known.values()
            if item.kind == "reckons"
            and item.measure_id in (example.measure_id, None)
            and not item.id.startswith(NOT_ALONE)
            and values[item.id] != item.default
        }
        for expected in example.expectations:
            if dict(expected.values) == changed:
                yield ExampleCase(
                    example.id, example.title, example.measure_id, example, expected, PROGRAM, "程序自带", False
                )
                break


@cache
def shipped_examples() -> tuple[Example, ...]:
    """The examples of every measure as shipped."""
    return tuple(
        example for measure in MEASURES for example in load_examples(measure.folder / "examples.toml", measure.id)
    )


def judge(case: ExampleCase, values: Mapping[str, str]) -> ExampleResult:
    """Run one example under all the values of a set and compare."""
    found = run_example(case.example, values)
    expected = case.expected
    sentence = ""
    if found.status is AssessmentStatus.UNDETERMINED:
        sentence = "缺少决定金额的事实，算不出金额；请补全算例。"
    elif found.award_amount != expected.award:
        sentence = f"预期 {expected.award} 元，核算 {found.award_amount} 元。"
    elif expected.eligible_cost is not None and found.eligible_cost != expected.eligible_cost:
        sentence = f"预期符合条件费用 {expected.eligible_cost} 元，核算 {found.eligible_cost} 元。"
    return ExampleResult(case, found, sentence)


def find_causes(ctx: Context, set_name: str, example_no: str) -> tuple[Cause, ...]:
    """Every reading or value that alone would make a failing example equal; UserError unknown_example.

    Each switch of the measure and of what all share is tried by itself.
    """
    from cbec_desktop.services.parameters import find_set

    with ctx.store.open_view() as view:
        record = find_set(view, set_name)
        case = next((case for case in cases_for(view, record) if case.example_no == example_no), None)
    if case is None:
        raise UserError(f"没有编号为“{example_no}”的算例，请刷新后再看。", "unknown_example")
    values, causes = complete_values(record), []
    for parameter in parameters_at(record.award_year).values():
        if parameter.kind != "reckons" or parameter.measure_id not in (case.measure_id, None):
            continue
        if parameter.id.startswith(NOT_ALONE):
            continue
        now = values[parameter.id]
        for value in alternatives(parameter, now):
            tried = judge(case, {**values, parameter.id: value})
            if tried.is_passed:
                words = change_words(parameter, now, value)
                causes.append(Cause(parameter, value, words, parameter.words_of(now), tried.assessment))
    return tuple(causes)


# ---- workbook in and out


def write_example_template(ctx: Context, out: Path, award_year: int, job: JobContext) -> None:
    """A blank E1 workbook for clerks to write cases in; UserError cannot_write, no_right."""
    from cbec_desktop.exchange.writer import write_template

    require_right(ctx, Right.EXPORT_TABLES)
    meta = {
        "template_id": e1_examples.TEMPLATE.id,
        "template_version": e1_examples.TEMPLATE.version,
        "award_year": str(award_year),
        "reporting_unit": "",
        "workbook_id": str(uuid.uuid4()),
        "generated_at": timestamp(ctx.clock()),
        "program_version": importlib.metadata.version("cbec-desktop"),
    }
    write_template(out, e1_examples.TEMPLATE, meta, {}, job)


def import_examples(ctx: Context, path: Path, job: JobContext) -> ExampleImport:
    """Read an E1 workbook and store its examples; a row with an error saves nothing at all.

    An example with a known number takes the place of the stored one. Raises UserError when the file is refused
    whole, no_right.
    """
    from cbec_desktop.exchange.pipeline import read_workbook
    from db.unit_of_work import open_work

    require_right(ctx, Right.EDIT_PARAMETERS)
    workbook = read_workbook(path, e1_examples.TEMPLATE, job)
    written, problems = read_examples(workbook, frozenset(example.id for example in shipped_examples()))
    if any(problem.level == "error" for problem in problems) or not written:
        return ExampleImport(path.name, 0, 0, 0, tuple(problems), False)
    with open_work(ctx.store, actor=ctx.actor, action="import_examples", reason=path.name) as work:
        counts = _store_examples(work, written, path.name)
        if counts[0] or counts[1]:
            work.commit()
    return ExampleImport(path.name, *counts, tuple(problems), True)


def _store_examples(work: Work, written: Sequence[WrittenExample], file: str) -> tuple[int, int, int]:
    """New, changed, unchanged."""
    from db.models.policy import WorkedExample
    from db.queries.rules import known_example_ids

    known = known_example_ids(work.session)
    new = changed = unchanged = 0
    for item in written:
        values = _columns(item)
        if item.example_no not in known:
            source = f"{file} 第 {item.row} 行"
            work.session.add(WorkedExample(**values, source=source, changed_at=work.now, changed_by=work.actor))
            new += 1
            continue
        stored = work.load(WorkedExample, known[item.example_no])
        if not stored.is_withdrawn and all(getattr(stored, name) == value for name, value in values.items()):
            unchanged += 1
            continue
        for name, value in values.items():
            setattr(stored, name, value)
        stored.source, stored.is_withdrawn = f"{file} 第 {item.row} 行", 0
        stored.changed_at, stored.changed_by, stored.change_reason = work.now, work.actor, f"重新导入 {file}"
        changed += 1
    return new, changed, unchanged


def _columns(item: WrittenExample) -> dict[str, Any]:
    return {
        "example_no": item.example_no,
        "title": item.title,
        "measure_id": item.measure_id,
        "award_year": item.award_year,
        "facts_json": json.dumps(item.facts, ensure_ascii=False, sort_keys=True),
        "expected_award_fen": fen_from_yuan(item.expected_award),
        "expected_cost_fen": None if item.expected_cost is None else fen_from_yuan(item.expected_cost),
        "author": item.author,
        "remark": item.remark,
    }


def change_expectation(ctx: Context, example_no: str, award: Decimal, reason: str) -> None:
    """Expect another award of an example of the bureau, with the reason; UserError unknown_example, no_reason."""
    if not award.is_finite() or award < 0 or award != round(award, 2):
        raise UserError("预期金额要填不小于 0、最多两位小数的数（元）。", "bad_amount")
    _change_example(ctx, example_no, "change_expectation", reason, {"expected_award_fen": fen_from_yuan(award)})


def withdraw_example(ctx: Context, example_no: str, reason: str) -> None:
    """Take an example of the bureau out of the runs, with the reason; it stays in the store."""
    _change_example(ctx, example_no, "withdraw_example", reason, {"is_withdrawn": 1})


def _change_example(ctx: Context, example_no: str, action: str, reason: str, values: Mapping[str, int]) -> None:
    from db.models.policy import WorkedExample
    from db.queries.rules import example_rows
    from db.unit_of_work import open_work

    require_right(ctx, Right.EDIT_PARAMETERS)
    if not reason.strip():
        raise UserError("没有写原因，不能改算例；请写明为什么改。", "no_reason")
    with open_work(ctx.store, actor=ctx.actor, action=action, reason=f"{example_no}：{reason.strip()}") as work:
        row = next((row for row in example_rows(work.session) if row["example_no"] == example_no), None)
        if row is None:
            raise UserError(
                f"“{example_no}”不是局里写的算例，不能改；程序自带的算例随规则一起发布。", "unknown_example"
            )
        stored = work.load(WorkedExample, row["id"])
        for name, value in values.items():
            setattr(stored, name, value)
        stored.changed_at, stored.changed_by, stored.change_reason = work.now, work.actor, reason.strip()
        work.commit()


def _expectation(award_fen: int, cost_fen: int | None) -> Expectation:
    cost = None if cost_fen is None else yuan_from_fen(cost_fen)
    return Expectation(values={}, award=yuan_from_fen(award_fen), eligible_cost=cost)
