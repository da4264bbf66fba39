"""Reads what the forms of many cases are made from, in one consistent state of the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cbec_desktop.awards.measure import Assessment
from cbec_desktop.awards.parameters import build_set
from cbec_desktop.documents.form import Form
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.paper_records import PaperCase
from cbec_desktop.domain.statuses import ApplicationStatus
from cbec_desktop.services.assessment_run import load_results
from cbec_desktop.services.context import Context
from cbec_desktop.services.form_data import CasePaper
from cbec_desktop.services.parameters import find_set
from cbec_desktop.services.policy import measure_clause
from cbec_desktop.services.readings import decision_documents

DECIDED = frozenset({ApplicationStatus.APPROVED, ApplicationStatus.PAID})
"""Decided cases keep the award they were decided with: their paper shows that one."""


@dataclass(frozen=True, slots=True)
class PaperStack:
    """The cases in the order asked, copies printed so far by application, newest audit hash, key of the codes."""

    papers: tuple[CasePaper, ...]
    copies: dict[int, int]
    audit_head: str
    store_key: bytes


def load_papers(ctx: Context, form: Form, case_nos: Sequence[str]) -> PaperStack:
    """Everything that `form` of these cases needs; raises UserError unknown_case, not_assessed,
    stale_assessment, no_store."""
    from db.queries.facts import load_facts
    from db.queries.paper import copies_so_far, paper_case
    from db.queries.system import audit_head, store_identity

    with ctx.store.open_view() as view:
        identity = store_identity(view)
        if identity is None:
            raise UserError("数据库还没有初始化，不能打印。请先建立（cbec init）。", "no_store")
        cases = []
        for case_no in case_nos:
            case = paper_case(view, case_no)
            if case is None:
                raise UserError(f"没有案号为“{case_no}”的申报。请核对案号，或在申报登记里查找。", "unknown_case")
            if case.assessment_id is None and form.needs_assessment:
                raise _not_assessed(form, case_no)
            cases.append(case)
        ids = [case.header.application_id for case in cases]
        stored = load_facts(view, application_ids=ids, with_closed=True)
        facts = {case.application_id: case for case in stored.cases}
        results = {result.application_id: result for result in load_results(view, ids)}
        copies = copies_so_far(view, frozenset(ids), form.id)
        head = audit_head(view)
        records = {name: find_set(view, name) for name in _set_names(cases)}
        decided = {name: decision_documents(view, record) for name, record in records.items()}
    sets = {name: build_set(record) for name, record in records.items()}
    papers = []
    for case in cases:
        application_id = case.header.application_id
        is_changed = case.facts_hash != stored.hashes[application_id]
        result = results.get(application_id)
        if form.needs_assessment and case.header.status not in DECIDED:
            if is_changed:
                raise _changed_since(form, case.header.case_no)
            _refuse_changed_set(form, case, result)
        refuse_trial(form, case)
        text_id = case.parameter_set.policy_text_id if case.parameter_set is not None else None
        clause = measure_clause(ctx, case.header.measure_id, text_id=text_id)
        used = sets[case.parameter_set.name] if case.parameter_set is not None else None
        if used is not None and result is not None and used.content_hash != result.parameter_hash:
            used = None
        papers.append(CasePaper(case, facts[application_id], result, clause.body, _decisions(decided, case), used))
    return PaperStack(tuple(papers), copies, head, bytes.fromhex(identity.hmac_key))


def refuse_trial(form: Form, case: PaperCase) -> None:
    """公示, 批复 and 拨付 papers (F18–F21) are refused while the parameters are on trial (R36); UserError trial_set."""
    if not form.needs_confirmed_set:
        return
    if case.parameter_set is None or case.parameter_set.is_trial:
        name = f"参数集 {case.parameter_set.name} 还在试行" if case.parameter_set is not None else "还没有核算"
        raise UserError(
            f"案件 {case.header.case_no} 不能印 {form.code} {form.title}：{name}；"
            "请先在“年度参数”里确认参数集，再重新核算、打印（R36）。",
            "trial_set",
        )


def _refuse_changed_set(form: Form, case: PaperCase, result: Assessment | None) -> None:
    """A set that was edited after the reckoning no longer says what the figures were reckoned with."""
    used = case.parameter_set
    if used is not None and result is not None and used.content_hash and result.parameter_hash != used.content_hash:
        message = (
            f"案件 {case.header.case_no} 核算以后，参数集 {used.name} 改过，{form.code} 上的数与参数不一致。"
            "请重新核算后再打印。"
        )
        raise UserError(message, "stale_assessment")


def _set_names(cases: Sequence[PaperCase]) -> set[str]:
    return {case.parameter_set.name for case in cases if case.parameter_set is not None}


def _decisions(decided: dict[str, dict[tuple[str, str], str]], case: PaperCase) -> dict[tuple[str, str], str]:
    return decided[case.parameter_set.name] if case.parameter_set is not None else {}


def _changed_since(form: Form, case_no: str) -> UserError:
    message = f"案件 {case_no} 的资料在核算以后改过，{form.code} {form.title}上的数会与资料不一致。请重新核算后再打印。"
    return UserError(message, "stale_assessment")


def _not_assessed(form: Form, case_no: str) -> UserError:
    message = f"案件 {case_no} 还没有核算，{form.code} {form.title}没有金额可印。请先在“核算”里核算这一件。"
    return UserError(message, "not_assessed")
