"""The `rule.py` of a made-up sixth measure: the smallest that a measure can be. Copied into a folder of its own."""

from __future__ import annotations

from pathlib import Path

from cbec_desktop.awards.amounts import money, total
from cbec_desktop.awards.eligibility import applicant_eligibility
from cbec_desktop.awards.line_checks import expense_draft, line_terms
from cbec_desktop.awards.measure import Eligibility, Finding, LineDraft, Measure, Reckoned
from cbec_desktop.awards.parameters import ParameterSet
from cbec_desktop.awards.run import Run
from cbec_desktop.awards.steps import step
from cbec_desktop.domain.records import ApplicationFacts


def eligibility(case: ApplicationFacts, parameters: ParameterSet, run: Run) -> Eligibility:
    return applicant_eligibility(case, parameters)


def lines(case: ApplicationFacts, parameters: ParameterSet, run: Run, findings: list[Finding]) -> list[LineDraft]:
    drafts = [expense_draft(line, line_terms(parameters)) for line in case.expense_lines]
    for draft in drafts:
        draft.eligible = draft.award = draft.gross
    return drafts


def amount(case: ApplicationFacts, drafts: list[LineDraft], parameters: ParameterSet, run: Run) -> Reckoned:
    cost = total(draft.gross for draft in drafts if draft.dropped_by is None)
    return Reckoned(cost, cost, [step("直播费用", money(cost), cost, "第6条")], cost=cost)


def checks(case: ApplicationFacts, drafts: list[LineDraft], parameters: ParameterSet, run: Run) -> list[Finding]:
    return []


MEASURE = Measure(
    id="livestream_room", number=6, title="直播间补助", clause="附件3第6条", rule_version="2026.1",
    folder=Path(__file__).parent, eligibility=eligibility, lines=lines, amount=amount, checks=checks,
    cap="m6.cap", cap_scope="m6.cap_scope",
)  # fmt: skip
