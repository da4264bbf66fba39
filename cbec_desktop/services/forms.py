"""Printed forms: preview, blank, and print with a record of every copy (ruling 37)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cbec_desktop.documents.form import BLANK_CODE, PREVIEW_CODE, Form, PrintMark
from cbec_desktop.documents.forms.catalogue import find_form
from cbec_desktop.documents.forms.f02_application import ApplicationFormData
from cbec_desktop.documents.page import Document, Page
from cbec_desktop.documents.verification import verification_code
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.money import fen_from_yuan
from cbec_desktop.domain.rights import Right
from cbec_desktop.domain.statuses import MEASURE_NUMBERS, MEASURE_SHORT
from cbec_desktop.jobs import JobContext
from cbec_desktop.services.accounts import require_right
from cbec_desktop.services.context import Context
from cbec_desktop.services.form_data import CasePaper, data_for
from cbec_desktop.services.policy import get_clause
from cbec_desktop.services.released_files import ReleasedFiles

if TYPE_CHECKING:
    from db.unit_of_work import Work

COPY = "正本"


@dataclass(frozen=True, slots=True)
class _Print:
    """One form of one case, ready to draw: its data, its mark and what its record will say."""

    paper: CasePaper
    form: Form
    data: Any
    mark: PrintMark
    data_hash: str
    audit_head: str

    @property
    def file_name(self) -> str:
        return f"{self.form.code}-{self.paper.case.header.case_no}-{self.mark.print_no}.pdf"

    def pages(self) -> list[Page]:
        """The drawn pages; a text that does not fit or a missing glyph is refused naming the case."""
        try:
            return self.form.draw(self.data, self.mark)
        except UserError as error:
            case_no = self.paper.case.header.case_no
            raise UserError(f"案件 {case_no} 的 {self.form.code} 不能打印：{error.message}", error.code) from error


def print_forms(ctx: Context, form_id: str, case_nos: Sequence[str], out: Path, job: JobContext) -> list[Path]:
    """Print a form of cases: one PDF in all when `out` ends in .pdf, else a file a case in the folder `out`.

    Every copy is recorded with its print number, code, hash and the head of the audit trail, and archived in the data
    folder; all in one transaction after the files are written. Cancelled or refused: nothing is left behind.
    Raises UserError unknown_form, no_cases, unknown_case, not_assessed, missing_glyph, text_too_long,
    unwritable_output.
    """
    from cbec_desktop.documents.render import render

    require_right(ctx, Right.PRINT_FORMS)
    form = find_form(form_id)
    wanted = list(dict.fromkeys(case_nos))
    if not wanted:
        raise UserError("没有要打印的案件。请先选案件，或检查年度。", "no_cases")
    now = ctx.clock()
    is_one_file = out.suffix.lower() == ".pdf"
    total = len(wanted) + 1
    prints: list[_Print] = []
    together = Document(f"{form.code} {form.title}")
    with ReleasedFiles() as files:
        targets: list[Path] = []
        archived: list[tuple[str, bytes, int]] = []
        for place, case_no in enumerate(wanted):
            job.step(place, total, f"{form.code} {case_no}")
            item = _prepare(ctx, form, case_no, now)
            prints.append(item)
            pages = item.pages()
            if is_one_file:
                together.pages += pages
                archived.append((item.file_name, b"", len(pages)))
                continue
            pdf = render(Document(f"{form.title} {case_no}", pages))
            archived.append((item.file_name, pdf, len(pages)))
            targets.append(_stage(ctx, files, item, pdf, out))
        if is_one_file:
            pdf = render(together, lambda done, pages: job.step(len(wanted), total, f"第 {done + 1}/{pages} 页"))
            name = prints[0].file_name if len(prints) == 1 else _batch_name(form, len(prints), now, pdf)
            archived = [(name, pdf, count) for _, _, count in archived]
            files.stage(ctx.paths.printed / name, pdf)
            files.stage(out, pdf)
            targets = [out]
        job.step(len(wanted), total, "登记打印件")
        _record(ctx, form, prints, archived, files)
    return targets


def preview_form(ctx: Context, form_id: str, case_no: str) -> bytes:
    """The PDF of a form as it would be printed now, marked as a preview; nothing is recorded."""
    from cbec_desktop.documents.render import render

    require_right(ctx, Right.PRINT_FORMS)
    form = find_form(form_id)
    item = _prepare(ctx, form, case_no, ctx.clock())
    item = replace(item, mark=replace(item.mark, code=PREVIEW_CODE, audit_head=None, is_preview=True))
    return render(Document(f"{form.title} {case_no}", item.pages()))


def blank_form(form_id: str, measure_id: str, now: datetime) -> bytes:
    """The blank of a form for one measure, to be filled in by hand; raises UserError when the form has none."""
    from cbec_desktop.documents.render import render

    form = find_form(form_id)
    if not form.has_blank:
        raise UserError(f"{form.code} {form.title}没有空白表，它只从案件生成。", "no_blank")
    number = MEASURE_NUMBERS[measure_id]
    data = ApplicationFormData(measure_id, number, MEASURE_SHORT[measure_id])
    mark = PrintMark(printed_at=now, print_no=1, code=f"{BLANK_CODE}-{form.version[:4]}")
    return render(Document(f"{form.title}（措施{number}）空白", form.draw(data, mark)))


def case_numbers(ctx: Context, year: int | None) -> list[str]:
    """Case numbers of an award year (None = all), in the order of intake, without void ones."""
    from db.queries.paper import case_numbers_of_year

    with ctx.store.open_view() as view:
        return case_numbers_of_year(view, year)


# ---- one print


def _prepare(ctx: Context, form: Form, case_no: str, now: datetime) -> _Print:
    paper = load_paper(ctx, form, case_no)
    data = data_for(form.code, paper)
    data_hash = _hash_of(data)
    copies, head, key = _state(ctx, paper.case.header.application_id, form.id)
    code = verification_code(
        bytes.fromhex(key),
        form=form.code,
        version=form.version,
        data_hash=data_hash,
        copy=COPY,
        prefix=f"M{MEASURE_NUMBERS[paper.case.header.measure_id]}{form.code}",
    )
    mark = PrintMark(
        printed_at=now,
        print_no=copies + 1,
        code=code,
        audit_head=head if form.carries_audit_head else None,
        is_trial=_is_trial(paper),
    )
    return _Print(paper, form, data, mark, data_hash, head)


def load_paper(ctx: Context, form: Form, case_no: str) -> CasePaper:
    """Everything a case's forms are made from; raises UserError unknown_case, not_assessed."""
    from cbec_desktop.services.assessments import load_assessment, load_case_facts
    from db.queries.paper import paper_case

    with ctx.store.open_view() as view:
        case = paper_case(view, case_no)
    if case is None:
        raise UserError(f"没有案号为“{case_no}”的申报。请核对案号，或在申报登记里查找。", "unknown_case")
    if case.assessment_id is None and form.needs_assessment:
        raise UserError(
            f"案件 {case_no} 还没有核算，{form.code} {form.title}没有金额可印。请先在“核算”里核算这一件。",
            "not_assessed",
        )
    assessment = None if case.assessment_id is None else load_assessment(ctx, case_no)
    number = MEASURE_NUMBERS[case.header.measure_id]
    clause = get_clause(ctx, f"附件3第{number}条")
    return CasePaper(case, load_case_facts(ctx, case_no), assessment, clause.body)


def _is_trial(paper: CasePaper) -> bool:
    """A figure reckoned under a set that is not confirmed makes its paper a trial print."""
    return paper.case.parameter_set is not None and paper.case.parameter_set.is_trial


def _hash_of(data: Any) -> str:
    text = json.dumps(asdict(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _state(ctx: Context, application_id: int, form_id: str) -> tuple[int, str, str]:
    """Copies so far, newest hash of the audit trail, key of the store's codes."""
    from db.queries.paper import copies_so_far
    from db.queries.system import audit_head, store_identity

    with ctx.store.open_view() as view:
        identity = store_identity(view)
        if identity is None:
            raise UserError("数据库还没有初始化，不能打印。请先建立（cbec init）。", "no_store")
        return copies_so_far(view, application_id, form_id), audit_head(view), identity.hmac_key


# ---- files and records


def _stage(ctx: Context, files: ReleasedFiles, item: _Print, pdf: bytes, out: Path) -> Path:
    """Write the archive's copy and the one asked for; printing into the archive needs one only."""
    archive = ctx.paths.printed / item.file_name
    files.stage(archive, pdf)
    if out.resolve() == ctx.paths.printed.resolve():
        return archive
    target = out / f"{item.form.code}-{item.paper.case.header.case_no}.pdf"
    files.stage(target, pdf)
    return target


def _batch_name(form: Form, count: int, now: datetime, pdf: bytes) -> str:
    return f"{form.code}-{now:%Y%m%d%H%M%S}-{count}件-{hashlib.sha256(pdf).hexdigest()[:8]}.pdf"


def _record(
    ctx: Context, form: Form, prints: list[_Print], archived: list[tuple[str, bytes, int]], files: ReleasedFiles
) -> None:
    """One transaction for all copies; the files are put in place just before it is saved."""
    from db.models.paper import PrintedForm
    from db.queries.paper import copies_so_far
    from db.unit_of_work import open_work

    digests: dict[str, str] = {}
    with open_work(ctx.store, actor=ctx.actor, action="print_forms", reason=f"{form.code} {len(prints)} 份") as work:
        for item in prints:
            if copies_so_far(work.session, item.paper.case.header.application_id, form.id) != item.mark.print_no - 1:
                case_no = item.paper.case.header.case_no
                raise UserError(
                    f"案件 {case_no} 的 {form.code} 刚被别人打印过，打印次数变了。请再打印一次。", "stale_print"
                )
        rows = []
        for item, (name, pdf, pages) in zip(prints, archived, strict=True):
            digest = digests.setdefault(name, "") or hashlib.sha256(pdf).hexdigest()
            digests[name] = digest
            rows.append(_row(work, item, name, digest, pages))
        work.insert_many(PrintedForm, rows)
        files.place()
        work.commit()
    files.keep()


def _row(work: Work, item: _Print, file_name: str, digest: str, pages: int) -> dict[str, Any]:
    amount = item.form.amount(item.data)
    return {
        "form_id": item.form.id,
        "form_version": item.form.version,
        "application_id": item.paper.case.header.application_id,
        "assessment_id": item.paper.case.assessment_id if item.form.needs_assessment else None,
        "print_no": item.mark.print_no,
        "data_hash": item.data_hash,
        "amount_fen": None if amount is None else fen_from_yuan(amount),
        "verification_code": item.mark.code,
        "is_trial": int(item.mark.is_trial),
        "audit_head": item.audit_head,
        "file_name": file_name,
        "file_sha256": digest,
        "page_count": pages,
        "printed_at": work.now,
        "printed_by": work.actor,
    }
