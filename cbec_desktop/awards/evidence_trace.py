"""What became of every line's evidence: the same competition as an assessment, told use by use (C3, ruling 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter

from cbec_desktop.awards.line_supports import with_line_supports
from cbec_desktop.awards.measure import Finding, LineDraft, Measure
from cbec_desktop.awards.measures.catalogue import MEASURES
from cbec_desktop.awards.parameters import ParameterSet
from cbec_desktop.awards.run import AssessmentContext, Run
from cbec_desktop.domain.records import ApplicationFacts

WATCH_EVERY = 200
LEDGER_CODES = frozenset({"R11", "R18", "E06"})


class UseState(StrEnum):
    """Of one use: the first, a further one for what was left, refused by the ledger, out by an error of its own."""

    FIRST = "first"
    FURTHER = "further"
    REFUSED = "refused"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class LineUse:
    """One line with its evidence, in the order of intake; amounts in fen.

    `claimed` is what the line takes of its invoice, `counted` what the ledger gave it; `sentence` says why less.
    """

    case: ApplicationFacts
    draft: LineDraft
    state: UseState
    claimed: int
    counted: int
    sentence: str
    code: str


def trace_uses(
    cases: Iterable[ApplicationFacts],
    context: AssessmentContext,
    parameters: Mapping[int, ParameterSet],
    *,
    measures: Sequence[Measure] = MEASURES,
    watch: Callable[[int, int], None] | None = None,
) -> list[LineUse]:
    """Every cost line of every case with what it was given; raises KeyError for a year without a set.

    An applicant who may have nothing at all uses no evidence: its lines are told as out.
    """
    run = Run(cases, context)
    known = {measure.id: measure for measure in measures}
    uses: list[LineUse] = []
    for done, raw in enumerate(run.cases):
        if watch is not None and done % WATCH_EVERY == 0:
            watch(done, len(run.cases))
        chosen = parameters[raw.award_year]
        uses.extend(_case_uses(with_line_supports(raw, chosen), known[raw.measure_id], chosen, run))
    return uses


def _case_uses(case: ApplicationFacts, measure: Measure, parameters: ParameterSet, run: Run) -> list[LineUse]:
    entry = measure.eligibility(case, parameters, run)
    findings: list[Finding] = []
    drafts = measure.lines(case, parameters, run, findings)
    own = {finding.record_key: finding for finding in reversed(findings) if finding.record_key is not None}
    uses = []
    for draft in sorted(drafts, key=attrgetter("row")):
        claimed = draft.invoice.portion if draft.invoice is not None else draft.gross
        if entry.bar:
            uses.append(LineUse(case, draft, UseState.OUT, claimed, 0, f"{entry.bar}，本件不予补助，不占凭据。", ""))
        elif draft.dropped_by is not None:
            said = own.get(draft.record_key)
            uses.append(LineUse(case, draft, UseState.OUT, claimed, 0, said.message if said else "", draft.dropped_by))
        else:
            uses.append(_competing(case, draft, claimed, run))
    return uses


def _competing(case: ApplicationFacts, draft: LineDraft, claimed: int, run: Run) -> LineUse:
    """Let one line compete as `claim` lets all of a case, and see what it was given."""
    ledger = run.evidence
    record = ledger.invoices.get(draft.invoice.key) if draft.invoice is not None else None
    is_first = record is None or not record.uses
    before = record.used if record is not None and not is_first else 0
    found = ledger.claim(case, [draft])
    said = found[0] if found else None
    if draft.dropped_by is not None:
        return LineUse(case, draft, UseState.REFUSED, claimed, 0, said.message if said else "", draft.dropped_by)
    counted = ledger.invoices[draft.invoice.key].used - before if draft.invoice is not None else claimed
    state = UseState.FIRST if is_first else UseState.FURTHER
    return LineUse(case, draft, state, claimed, counted, said.message if said else "", said.code if said else "")
