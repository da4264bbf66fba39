"""附件3第4条, findings only: certificates and overlaps (R23), words in remarks (R24), medians (R25), lessors (R26)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from cbec_desktop.awards.amounts import fen_of, money, total
from cbec_desktop.awards.checks import ERROR, WARNING, make_finding, not_checked
from cbec_desktop.awards.measure import Finding, LineDraft
from cbec_desktop.awards.parameters import ParameterSet
from cbec_desktop.awards.periods import months
from cbec_desktop.awards.run import Run, name_key
from cbec_desktop.domain.records import ApplicationFacts, Lease
from cbec_desktop.domain.statuses import COUNTIES

OTHER_FEES = ("物业", "水电", "水费", "电费", "押金", "保证金", "滞纳金")
FEWEST_FOR_MEDIAN = 5
_LOCAL = ("朝阳市", "喀左", *COUNTIES.values())
_PLACE = re.compile(r"(?:(\w{2,8}?)(?:省|自治区))?(\w{2,4}?)市(?!场)")
_ABROAD = re.compile(
    "美国|英国|德国|法国|日本|韩国|俄罗斯|波兰|西班牙|越南|泰国|马来西亚|墨西哥|加拿大|澳大利亚|阿联酋"
)


@lru_cache(maxsize=4096)
def is_in_chaoyang(location: str) -> bool:
    """A6: the premises lie in 朝阳市; an address that names no other city or country is taken as local."""
    if any(place in location for place in _LOCAL):
        return True
    if _ABROAD.search(location):
        return False
    match = _PLACE.match(location)
    return match is None or (match[1] is None and match[2].endswith(("超", "城", "菜", "夜")))


def checks(case: ApplicationFacts, drafts: list[LineDraft], parameters: ParameterSet, run: Run) -> list[Finding]:
    """Findings of measure 4 that leave the amount as it is, and areas without which there is none (A3)."""
    findings = _missing_certificates(drafts, parameters)
    for lease in case.leases:
        findings.extend(_area_findings(lease))
        findings.extend(_overlap_findings(case, lease, run))
        findings.extend(_lessor_findings(case, lease, parameters))
        findings.extend(_median_findings(case, lease, parameters, run))
    findings.extend(_missing_data(case, drafts, run))
    for draft in drafts:
        remark = draft.source.invoice.remark or ""
        words = [word for word in OTHER_FEES if word in remark]
        if words:
            message = f"备注有“{'、'.join(words)}”字样，请核对租金是否已剔除这些费用。"
            findings.append(make_finding("R24", message, draft=draft, value=remark))
    return findings


def _missing_certificates(drafts: list[LineDraft], parameters: ParameterSet) -> list[Finding]:
    """E07 where A3 goes by the certificate and a lease with rent that counts has none (ruling 16)."""
    if parameters.reading("m4.area_basis") != "certificate":
        return []
    leases = [draft.source.lease for draft in drafts if draft.dropped_by is None]
    lacking = dict.fromkeys(lease.contract_no for lease in leases if lease.certificate_area is None)
    if not lacking:
        return []
    message = f"计租面积按产权证，合同 {'、'.join(lacking)} 没有填产权证面积，请补填。"
    return [make_finding("E07", message, level=ERROR, clause="附件3第4条")]


def _area_findings(lease: Lease) -> list[Finding]:
    if lease.certificate_area is None:
        return []
    place = f"合同 {lease.contract_no}"
    if lease.floor_area > lease.certificate_area:
        message = f"建筑面积 {lease.floor_area} ㎡ 大于产权证面积 {lease.certificate_area} ㎡，请更正。"
        return [make_finding("R23", message, level=ERROR, place=place, value=str(lease.floor_area))]
    return []


def _overlap_findings(case: ApplicationFacts, lease: Lease, run: Run) -> list[Finding]:
    """Two contracts for the same place at the same time, in this or another application."""
    others = run.indexed("locations", _leases_by_location)[name_key(lease.location)]
    for other_case, other in others:
        if other is lease or (other.contract_no == lease.contract_no and other_case.case_no == case.case_no):
            continue
        same_contract = other.contract_no == lease.contract_no and name_key(other.lessor) == name_key(lease.lessor)
        if same_contract and other_case.enterprise.credit_code == case.enterprise.credit_code:
            continue
        if lease.lease_from <= other.lease_to and other.lease_from <= lease.lease_to:
            where = f"{other_case.case_no} 合同 {other.contract_no}"
            message = f"坐落“{lease.location}”与 {where} 租期重叠，请核对是否同一房屋。"
            return [make_finding("R23", message, level=WARNING, place=f"合同 {lease.contract_no}", value=where)]
    return []


def _leases_by_location(run: Run) -> dict[str, list[tuple[ApplicationFacts, Lease]]]:
    found: dict[str, list[tuple[ApplicationFacts, Lease]]] = {}
    for case in run.cases:
        for lease in case.leases:
            found.setdefault(name_key(lease.location), []).append((case, lease))
    return found


def _lessor_findings(case: ApplicationFacts, lease: Lease, parameters: ParameterSet) -> list[Finding]:
    """A7: the lessor is the applicant or its legal representative."""
    firm = case.enterprise
    lessor = name_key(lease.lessor)
    names = {name_key(firm.name)} | ({name_key(firm.legal_representative)} if firm.legal_representative else set())
    if lessor not in names:
        return []
    level = ERROR if parameters.reading("m4.related_party") == "deny" else WARNING
    message = f"出租方“{lease.lessor}”是申报单位或其法定代表人，请说明租金是否公允。"
    return [make_finding("R26", message, level=level, place=f"合同 {lease.contract_no}", value=lease.lessor)]


@dataclass(frozen=True, slots=True)
class Rents:
    """Rent in fen per square metre and month of every lease, and (count, median) of each county and year.

    Only compared with an alert line, never paid: whole fen are exact enough.
    """

    own: dict[tuple[int, str], int]
    medians: dict[tuple[str, int], tuple[int, float]]


def monthly_rent(lease: Lease) -> int | None:
    """Rent in fen per square metre and month over the lease's invoices; None when it cannot be told."""
    span = total(months(line.period_from, line.period_to) for line in lease.invoices)
    rent = sum(fen_of(line.rent_amount) for line in lease.invoices)
    area = int(lease.floor_area * 10_000)
    if not span or not area or not rent:
        return None
    return rent * span.denominator * 10_000 // (span.numerator * area)


def _median_findings(case: ApplicationFacts, lease: Lease, parameters: ParameterSet, run: Run) -> list[Finding]:
    rents = run.indexed("rents", _rents)
    count, middle = rents.medians.get((case.county_code, case.award_year), (0, 0.0))
    own = rents.own.get((case.application_id, lease.contract_no))
    if own is None or count < FEWEST_FOR_MEDIAN:
        return []
    factor = parameters.integer("check.median_factor")
    if middle / factor <= own <= middle * factor:
        return []
    message = f"月租 {money(own)} 元/㎡，本县区中位数 {money(int(middle))} 元/㎡，偏离超过 {factor} 倍，请说明。"
    return [make_finding("R25", message, place=f"合同 {lease.contract_no}", value=f"{own}:{int(middle)}")]


def _rents(run: Run) -> Rents:
    own: dict[tuple[int, str], int] = {}
    found: dict[tuple[str, int], list[int]] = {}
    for case in run.cases:
        for lease in case.leases:
            rent = monthly_rent(lease)
            if rent is not None:
                own[case.application_id, lease.contract_no] = rent
                found.setdefault((case.county_code, case.award_year), []).append(rent)
    return Rents(own, {key: (len(rents), median(rents)) for key, rents in found.items()})


def _missing_data(case: ApplicationFacts, drafts: list[LineDraft], run: Run) -> list[Finding]:
    """What the workbook does not say stays 未检查."""
    findings = []
    lacking = [lease.contract_no for lease in case.leases if lease.certificate_area is None]
    if lacking:
        findings.append(not_checked("R23", f"合同 {'、'.join(lacking[:3])} 没有产权证面积，面积未核对。"))
    if drafts:
        findings.append(not_checked("R11", "租金发票没有填价税合计，各行合计是否超过发票未核对。"))
        findings.append(not_checked("R24", "发票项目名称不在数据中，是否含物业、水电、押金未核对。"))
        findings.append(not_checked("R26", "出租方的股东和实际控制人没有数据，关联关系未核对。"))
    count, _ = run.indexed("rents", _rents).medians.get((case.county_code, case.award_year), (0, 0.0))
    if drafts and count < FEWEST_FOR_MEDIAN:
        findings.append(not_checked("R25", f"本县区只有 {count} 份租约，不足 {FEWEST_FOR_MEDIAN} 份，没有中位数可比。"))
    return findings
