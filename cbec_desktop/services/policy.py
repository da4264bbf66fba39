"""The policy as data: clauses to the letter, targets, task rows, units, divisions, the shipped holiday tables."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.measures import MEASURE_BY_NUMBER, MEASURE_CLAUSES, MEASURE_HEADINGS, MEASURE_NUMBERS
from cbec_desktop.domain.workdays import OFF, WORKING
from cbec_desktop.paths import resources_folder
from cbec_desktop.services.context import Context

_MEASURE_CLAUSE = re.compile(r"(?:附件3)?\s*第([0-9]+)条.*")


@dataclass(frozen=True, slots=True)
class Clause:
    """One place of the policy text; `body` is quoted to the letter and never corrected."""

    id: str
    label: str
    heading: str
    body: str


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """A policy text as shipped, with its clauses in order."""

    title: str
    document_no: str
    effective_from: date
    is_draft: bool
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """A target of the plan: `targets` by year (yuan where money), `words` and `clauses` it stands in."""

    id: str
    name: str
    unit: str
    kind: str
    counted: str
    note: str
    targets: Mapping[int, int]
    clauses: Mapping[int, str]
    words: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One row of annex 2; `units` exactly as printed there."""

    row: int
    task: int
    section: str
    heading: str
    goal: tuple[str, ...]
    measures: str
    units: tuple[str, ...]
    measurable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A body that the plan names, with its other names in the same draft."""

    id: str
    name: str
    full_name: str
    aliases: tuple[str, ...]
    is_member: bool
    is_office: bool
    duty: str | None
    county: str | None


@dataclass(frozen=True, slots=True)
class Division:
    """A county, district or the city with the names people use for it."""

    code: str
    name: str
    short: str
    aliases: tuple[str, ...]
    telephone_area: str
    postcode: str | None


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """One day that differs from the plain week (`kind` 休 or 班), with the notice that says so."""

    day: date
    kind: str
    name: str
    source: str


def get_clause(ctx: Context | None, clause_id: str, *, text_id: int | None = None) -> Clause:
    """A clause by id (`3.4`) or by reference (`第4条`, `附件3第4条`), from the text in force today.

    With `text_id` from that text (old prints keep theirs); without a context the shipped text answers.
    UserError unknown_clause.
    """
    found = _MEASURE_CLAUSE.fullmatch(clause_id)
    wanted = MEASURE_CLAUSES.get(MEASURE_BY_NUMBER.get(int(found[1]), ""), "") if found else clause_id
    for clause in list_clauses(ctx, text_id):
        if wanted in (clause.id, clause.label):
            return clause
    raise UserError(f"政策文件里没有条款“{clause_id}”。", "unknown_clause")


def measure_clause(ctx: Context | None, measure_id: str, *, text_id: int | None = None) -> Clause:
    """The clause of a measure; where the text does not hold it yet, a clause that says so and what to do."""
    number = MEASURE_NUMBERS[measure_id]
    try:
        return get_clause(ctx, f"附件3第{number}条", text_id=text_id)
    except UserError:
        words = f"（现行政策文件没有附件3第{number}条，请在“政策文件”录入新的文本。）"
        return Clause(MEASURE_CLAUSES[measure_id], f"附件3第{number}条", MEASURE_HEADINGS[measure_id], words)


def list_clauses(ctx: Context | None = None, text_id: int | None = None) -> tuple[Clause, ...]:
    """All clauses of the policy in force today (or of one text), in the order of the text."""
    if ctx is None:
        return shipped_policy().clauses
    if text_id is None:
        return clauses_at(ctx)
    from db.queries.rules import clauses_of

    with ctx.store.open_view() as view:
        return tuple(Clause(*row) for row in clauses_of(view, text_id))


def clauses_at(ctx: Context, on: date | None = None) -> tuple[Clause, ...]:
    """The clauses of the text in force on a day (today when None); the shipped text where the store has none."""
    from db.queries.rules import clauses_of, text_at

    with ctx.store.open_view() as view:
        text_id = text_at(view, (on or ctx.clock().date()).isoformat())
        rows = clauses_of(view, text_id) if text_id is not None else []
    return tuple(Clause(*row) for row in rows) or shipped_policy().clauses


@cache
def shipped_policy() -> PolicyDocument:
    """The policy text that a new store begins with."""
    raw = _resource("clauses")
    head = raw["policy"]
    return PolicyDocument(
        title=head["title"],
        document_no=head["document_no"],
        effective_from=date.fromisoformat(head["effective_from"]),
        is_draft=head["is_draft"],
        clauses=tuple(Clause(c["id"], c["label"], c["heading"], c["body"]) for c in raw["clause"]),
    )


@cache
def list_indicators() -> tuple[Indicator, ...]:
    """The five targets of the plan."""
    return tuple(
        Indicator(
            **{key: row[key] for key in ("id", "name", "unit", "kind", "counted", "note")},
            targets=_by_year(row["targets"]),
            clauses=_by_year(row["clauses"]),
            words=_by_year(row["words"]),
        )
        for row in _resource("targets")["indicator"]
    )


@cache
def list_task_rows() -> tuple[TaskRow, ...]:
    """The 22 rows of annex 2."""
    return tuple(
        TaskRow(
            **{key: row[key] for key in ("row", "task", "section", "heading", "measures")},
            goal=tuple(row["goal"]),
            units=tuple(row["units"]),
            measurable=tuple(row["measurable"]),
        )
        for row in _resource("task_rows")["row"]
    )


@cache
def list_units() -> tuple[Unit, ...]:
    """The 20 member units of the task force and the seven county governments."""
    return tuple(
        Unit(
            id=row["id"],
            name=row["name"],
            full_name=row["full_name"],
            aliases=tuple(row["aliases"]),
            is_member=row["is_member"],
            is_office=row.get("is_office", False),
            duty=row.get("duty"),
            county=row.get("county"),
        )
        for row in _resource("units")["unit"]
    )


def find_unit(name: str) -> Unit | None:
    """The body behind one of its names: the draft calls the same body differently in different places."""
    wanted = name.strip()
    return next((unit for unit in list_units() if wanted in (unit.name, unit.full_name, *unit.aliases)), None)


@cache
def list_divisions() -> tuple[Division, ...]:
    """The city and its seven counties and districts."""
    return tuple(
        Division(
            **{key: row[key] for key in ("code", "name", "short", "telephone_area")},
            aliases=tuple(row["aliases"]),
            postcode=row.get("postcode"),
        )
        for row in _resource("divisions")["division"]
    )


def shipped_holidays() -> list[HolidayRow]:
    """The State Council's arrangements that a new store begins with, day by day."""
    rows: list[HolidayRow] = []
    for notice in _resource("holidays")["notice"]:
        for item in notice["holiday"]:
            length = (item["last"] - item["first"]).days + 1
            days_off = (item["first"] + timedelta(days=number) for number in range(length))
            rows += [HolidayRow(day, OFF, item["name"], notice["source"]) for day in days_off]
            rows += [HolidayRow(day, WORKING, item["name"], notice["source"]) for day in item["working"]]
    return sorted(rows, key=lambda row: row.day)


def _resource(name: str) -> dict[str, Any]:
    return tomllib.loads((resources_folder() / "policy" / f"{name}.toml").read_text(encoding="utf-8"))


def _by_year(table: dict[str, Any]) -> dict[int, Any]:
    return {int(year): value for year, value in table.items()}
