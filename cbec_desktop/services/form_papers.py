"""Reads what the forms of many cases are made from, in one consistent state of the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cbec_desktop.documents.form import Form
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.statuses import MEASURE_NUMBERS, ApplicationStatus
from cbec_desktop.services.assessment_run import load_results
from cbec_desktop.services.context import Context
from cbec_desktop.services.form_data import CasePaper
from cbec_desktop.services.policy import get_clause

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
    papers = []
    for case in cases:
        application_id = case.header.application_id
        is_changed = case.facts_hash != stored.hashes[application_id]
        if form.needs_assessment and is_changed and case.header.status not in DECIDED:
            raise _changed_since(form, case.header.case_no)
        clause = get_clause(ctx, f"附件3第{MEASURE_NUMBERS[case.header.measure_id]}条")
        papers.append(CasePaper(case, facts[application_id], results.get(application_id), clause.body))
    return PaperStack(tuple(papers), copies, head, bytes.fromhex(identity.hmac_key))


def _changed_since(form: Form, case_no: str) -> UserError:
    message = f"案件 {case_no} 的资料在核算以后改过，{form.code} {form.title}上的数会与资料不一致。请重新核算后再打印。"
    return UserError(message, "stale_assessment")


def _not_assessed(form: Form, case_no: str) -> UserError:
    message = f"案件 {case_no} 还没有核算，{form.code} {form.title}没有金额可印。请先在“核算”里核算这一件。"
    return UserError(message, "not_assessed")
