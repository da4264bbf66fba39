"""A new measure is one folder and one line: a made-up sixth one is assessed, capped, explained like the others."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from cbec_desktop.awards.amounts import money, total
from cbec_desktop.awards.eligibility import applicant_eligibility
from cbec_desktop.awards.engine import assess_all
from cbec_desktop.awards.examples import Example, build_case
from cbec_desktop.awards.line_checks import expense_draft, line_terms
from cbec_desktop.awards.measure import Eligibility, Finding, LineDraft, Measure, Reckoned
from cbec_desktop.awards.measures.catalogue import MEASURES
from cbec_desktop.awards.parameters import ParameterSet, default_values, parameters_at, read_parameters
from cbec_desktop.awards.run import AssessmentContext, Run
from cbec_desktop.awards.steps import step
from cbec_desktop.domain.records import ApplicationFacts

PARAMETERS = """
[[parameter]]
id = "m6.cap"
phrase = "单户上限（元）"
form = "yuan"
kind = "reckons"
clause = "附件3第6条"
default = "1000"
limit = "1000"
effective_from = 2026-01-01

[[parameter]]
id = "m6.cap_scope"
code = "A20"
phrase = "单户上限的期间"
form = "reading"
kind = "reckons"
clause = "附件3第6条"
default = "year"
effective_from = 2026-01-01
note = "已享受额从上限中扣减"
reason = "按年度申报。"
readings = [{ value = "year", words = "每年" }, { value = "policy_period", words = "执行期" }]
"""


def eligibility(case: ApplicationFacts, parameters: ParameterSet, run: Run) -> Eligibility:
    return applicant_eligibility(case, parameters)


def lines(case: ApplicationFacts, parameters: ParameterSet, run: Run, findings: list[Finding]) -> list[LineDraft]:
    return [expense_draft(line, line_terms(parameters)) for line in case.expense_lines]


def amount(case: ApplicationFacts, drafts: list[LineDraft], parameters: ParameterSet, run: Run) -> Reckoned:
    cost = total(draft.gross for draft in drafts)
    return Reckoned(cost, cost, [step("直播费用", money(cost), cost, "第6条")], cost=cost)


def checks(case: ApplicationFacts, drafts: list[LineDraft], parameters: ParameterSet, run: Run) -> list[Finding]:
    return []


def test_a_made_up_measure_joins_the_others(tmp_path: Path) -> None:
    (tmp_path / "parameters.toml").write_text(PARAMETERS, encoding="utf-8")
    measure = Measure(
        id="livestream_room", number=6, title="直播间补助", clause="附件3第6条", rule_version="2026.1", folder=tmp_path,
        eligibility=eligibility, lines=lines, amount=amount, checks=checks, cap="m6.cap", cap_scope="m6.cap_scope",
    )  # fmt: skip
    own = {item.id: item for item in read_parameters(tmp_path / "parameters.toml", measure.id)}
    parameters = ParameterSet(
        "试", 2026, 1, "trial", default_values(2026) | {item.id: item.default for item in own.values()}, "h",
        dict(parameters_at(2026)) | own,
    )  # fmt: skip
    facts = ({"measure": "livestream_room", "fees": [{"amount": "700"}]},) * 2
    example = Example("M6", "", "livestream_room", facts, ())
    cases = [build_case(item, example, order) for order, item in enumerate(facts, start=1)]
    results = assess_all(cases, AssessmentContext(), parameters, measures=(*MEASURES, measure))
    assert [result.award_amount for result in results] == [Decimal(700), Decimal(300)]
    assert results[1].binding_limit == "单户年度上限"
    assert [item.label for item in results[1].steps][-2:] == ["取较小者", "取整（舍至元）"]
