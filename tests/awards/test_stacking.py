"""A22, A15 and A3 by hand: the highest measure, awards on paper, whole units, operators without parks, certificates."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from cbec_desktop.awards.engine import assess_all
from cbec_desktop.awards.parameters import build_set, default_values
from cbec_desktop.awards.run import AssessmentContext, PriorAward
from cbec_desktop.domain.records import ApplicationFacts, ParameterSetRecord, TradeFigure
from tests.awards.test_evidence import cases_of, fee


def reckon(cases: list[ApplicationFacts], *prior: PriorAward, **values: str) -> list[int]:
    chosen = {**default_values(2026), **{name.replace("__", "."): value for name, value in values.items()}}
    parameters = build_set(ParameterSetRecord("试", 2026, 1, "trial", chosen))
    firm = cases[0].enterprise.credit_code
    trade = (TradeFigure("2026-01", firm, "9710", Decimal(10**6), Decimal(0), "海关"),)
    return [
        int(result.award_amount)
        for result in assess_all(cases, AssessmentContext(trade=trade, prior_awards=prior), parameters)
    ]


def fee_and_rent() -> list[ApplicationFacts]:
    """入驻费 100,000 得 30,000；房租 200,000、面积够大，得 100,000。"""
    entry = cases_of({"fees": [fee(amount="100000")]})[0]
    rent = cases_of({"leases": [{"area": "10000", "rent": "200000"}]}, measure="premises_rent")[0]
    return [entry, replace(rent, application_id=2, case_no="例2", intake_order=2)]


def on_paper(firm: str, amount: str) -> PriorAward:
    return PriorAward("service_platform", 2026, firm, Decimal(amount))


def test_only_the_highest_measure_is_paid() -> None:
    assert reckon(fee_and_rent()) == [30000, 100000]
    assert reckon(fee_and_rent(), all__stacking="highest_only") == [0, 100000]


def test_what_was_granted_on_paper_counts_among_the_measures() -> None:
    """纸面已批平台补助 40,000：最高仍是房租 100,000，只补 60,000；纸面 120,000 更高时不再补。"""
    cases = fee_and_rent()
    firm = cases[0].enterprise.credit_code
    assert reckon(cases, on_paper(firm, "40000"), all__stacking="highest_only") == [0, 60000]
    assert reckon(cases, on_paper(firm, "120000"), all__stacking="highest_only") == [0, 0]
    assert reckon(cases, on_paper("91211321MA0TEPT10U", "40000"), all__stacking="highest_only") == [0, 100000]


def test_what_the_highest_leaves_is_cut_to_whole_units() -> None:
    """按 1,000 元取整：100,000 − 40,500 = 59,500，舍至 59,000。"""
    cases = fee_and_rent()
    paper = on_paper(cases[0].enterprise.credit_code, "40500")
    assert reckon(cases, paper, all__stacking="highest_only", round_unit="1000") == [0, 59000]


def test_an_operator_is_awarded_once_even_where_no_tenant_names_the_park() -> None:
    """全业态证明由评定决定的，可以没有园区实绩行；按运营主体一次的口径，第二件不再奖。"""
    facts = {"assessed": "300000", "tenants": []}
    cases = cases_of(facts, facts, measure="park_award")
    values = {"m1__perf_rule": "officer", "m1__one_time_scope": "operator"}
    assert reckon(cases, **values) == [300000, 0]


def test_a_certificate_is_asked_for_only_where_its_lease_counts() -> None:
    """计租面积按产权证：宿舍那份不计，没有产权证面积也不妨碍；办公那份没有则待定。"""
    leases = [{"area": "100", "rent": "6000"}, {"area": "50", "rent": "3000", "usage": "宿舍"}]
    case = cases_of({"leases": leases}, measure="premises_rent")[0]
    office, dormitory = case.leases
    office = replace(office, certificate_area=Decimal(80))
    assert reckon([replace(case, leases=(office, dormitory))], m4__area_basis="certificate") == [3000]
    assert reckon([case], m4__area_basis="certificate") == [0]
