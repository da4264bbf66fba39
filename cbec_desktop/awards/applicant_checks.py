"""Checks of the applicant and the file that every measure shares; none of them changes an amount."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from functools import lru_cache

from cbec_desktop.awards.checks import ERROR, NOTE, make_finding, not_checked
from cbec_desktop.awards.measure import Finding
from cbec_desktop.awards.parameters import ParameterSet
from cbec_desktop.awards.run import Run, name_key
from cbec_desktop.domain.identifiers import check_account_no, check_bank_code, check_credit_code
from cbec_desktop.domain.masking import mask_account, mask_phone
from cbec_desktop.domain.records import ApplicationFacts, EnterpriseFacts
from cbec_desktop.domain.statuses import COUNTIES

FULL_NAME_ENDS = (
    "公司",
    "合作社",
    "厂",
    "店",
    "中心",
    "经营部",
    "商行",
    "工作室",
    "联合社",
    "企业",
    "院",
    "所",
    "社",
    "行",
    "场",
)
ShareKey = tuple[int, str, str]


def applicant_findings(case: ApplicationFacts, parameters: ParameterSet, run: Run) -> list[Finding]:
    """R01, R02, R04–R09, E05 of one application."""
    firm = case.enterprise
    findings: list[Finding] = []
    if fault := check_credit_code(firm.credit_code).error:
        findings.append(make_finding("R01", fault, value=firm.credit_code))
    if not firm.name.endswith(FULL_NAME_ENDS):
        findings.append(
            make_finding("R02", f"企业名称“{firm.name}”不像登记的全称，请按营业执照核对。", value=firm.name)
        )
    findings.extend(_place_findings(firm, parameters))
    findings.extend(_credit_findings(case, parameters))
    findings.append(not_checked("R06", "追回台账和禁止申报名单尚未启用，未核对。"))
    if not case.has_undertaking:
        findings.append(make_finding("E05", "没有承诺书，请补齐签字盖章的承诺书后再报批。"))
    else:
        findings.append(not_checked("R07", "承诺书上的签字、盖章和日期不在数据中，请看纸件核对。"))
    findings.extend(_account_findings(firm))
    findings.extend(_shared_findings(case, run))
    return findings


def _place_findings(firm: EnterpriseFacts, parameters: ParameterSet) -> list[Finding]:
    """R04 by the reading A26; where a firm pays its taxes is not in the data."""
    if firm.is_pending_registration:
        return [not_checked("R04", "企业名录还没有这家企业（待补登记），注册地未核对。")]
    findings = []
    if firm.county_code not in COUNTIES:
        message = f"企业所属县区（{firm.county_code}）不是本市的县（市）区，请核对注册地。"
        findings.append(make_finding("R04", message, value=firm.county_code))
    place_rule = parameters.reading("place_rule")
    if place_rule == "registered_taxed":
        findings.append(not_checked("R04", "纳税地不在数据中，是否在本市纳税未核对。"))
    elif place_rule == "operating":
        findings.append(not_checked("R04", "经营地是否在本市没有核对。"))
    return findings


def _credit_findings(case: ApplicationFacts, parameters: ParameterSet) -> list[Finding]:
    """R05: a credit check within the days of the set before acceptance."""
    firm, days = case.enterprise, parameters.integer("check.credit_days")
    if firm.credit_status is None or firm.credit_checked_on is None:
        lacking = "信用状况" if firm.credit_status is None else "信用查询日期"
        return [make_finding("R05", f"企业名录没有填{lacking}，请查询信用后补填。", level=ERROR)]
    if case.accepted_on is None:
        return [_unknown_acceptance(firm.credit_checked_on, days)]
    if firm.credit_checked_on < case.accepted_on - timedelta(days=days):
        message = f"信用查询日期 {firm.credit_checked_on} 早于受理日 {case.accepted_on} 前 {days} 日，请重新查询。"
        return [make_finding("R05", message, value=str(firm.credit_checked_on))]
    return []


@lru_cache(maxsize=4096)
def _unknown_acceptance(checked_on: date, days: int) -> Finding:
    message = f"信用查询日期 {checked_on}；受理日期尚未登记，是否在受理前 {days} 日内未核对。"
    return not_checked("R05", message)


def _account_findings(firm: EnterpriseFacts) -> list[Finding]:
    """R08 ahead of payment: told as a note, for it blocks the pay-out and not the assessment."""
    lacking = [
        word for word, value in (("银行账号", firm.payee_account_no), ("支付行号", firm.payee_bank_code)) if not value
    ]
    if lacking:
        return [_lacking_account("、".join(lacking))]
    faults = check_account_no(firm.payee_account_no or "").error, check_bank_code(firm.payee_bank_code or "").error
    if said := "".join(fault for fault in faults if fault):
        return [make_finding("R08", f"{said}拨付前须更正。", level=NOTE)]
    if firm.payee_account_name and name_key(firm.payee_account_name) != name_key(firm.name):
        message = f"户名“{firm.payee_account_name}”与企业名称不一致，拨付前须更正。"
        return [make_finding("R08", message, level=NOTE, value=firm.payee_account_name)]
    return []


@lru_cache(maxsize=16)
def _lacking_account(words: str) -> Finding:
    return make_finding("R08", f"企业名录没有填{words}，拨付前须补齐。", level=NOTE)


def _shared_findings(case: ApplicationFacts, run: Run) -> list[Finding]:
    """R09: another applicant of the year with the same address, phone, account or legal representative.

    Firms confirmed as one 单户 are counted as one and need no further word.
    """
    shared, involved = run.indexed("shared", _firms_by_mark)
    if case.enterprise.credit_code not in involved:
        return []
    findings = []
    for kind, value in _marks(case.enterprise):
        firms = shared.get((case.award_year, kind, value), {})
        own = run.household(case.enterprise.credit_code)
        others = [name for code, name in firms.items() if run.household(code) != own]
        if others:
            names = "、".join(others[:3]) + (f"等 {len(others)} 家" if len(others) > 3 else "")
            message = f"{kind}（{_shown(kind, value)}）与{names}相同，请核实是否关联企业并说明。"
            findings.append(make_finding("R09", message, value=f"{kind}:{_fingerprint(value)}"))
    return findings


def _marks(firm: EnterpriseFacts) -> list[tuple[str, str]]:
    marks = (
        ("法定代表人", firm.legal_representative),
        ("联系手机", firm.contact_mobile),
        ("注册地址", firm.registered_address),
        ("银行账号", firm.payee_account_no),
    )
    return [(kind, name_key(value)) for kind, value in marks if value]


def _firms_by_mark(run: Run) -> tuple[dict[ShareKey, dict[str, str]], set[str]]:
    """Marks that several firms of a year have, and all firms that have one of them."""
    found: dict[ShareKey, dict[str, str]] = {}
    seen: set[tuple[int, str]] = set()
    for case in run.cases:
        firm = case.enterprise
        if (case.award_year, firm.credit_code) in seen:
            continue
        seen.add((case.award_year, firm.credit_code))
        for kind, value in _marks(firm):
            found.setdefault((case.award_year, kind, value), {})[firm.credit_code] = firm.name
    shared = {key: firms for key, firms in found.items() if len(firms) > 1}
    return shared, {code for firms in shared.values() for code in firms}


def _shown(kind: str, value: str) -> str:
    masked = {"联系手机": mask_phone, "银行账号": mask_account}.get(kind)
    return (masked(value) if masked else value) or ""


def _fingerprint(value: str) -> str:
    """What a written reason hangs on without keeping a telephone or account number in the findings."""
    return hashlib.sha256(value.encode()).hexdigest()[:12]
