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
from cbec_desktop.documents.forms.f02_data import ApplicationFormData
from cbec_desktop.documents.page import Document, Page
from cbec_desktop.documents.verification import verification_code
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.measures import MEASURE_NUMBERS, MEASURE_SHORT
from cbec_desktop.domain.money import fen_from_yuan
from cbec_desktop.domain.rights import Right
from cbec_desktop.jobs import JobContext
from cbec_desktop.services.accounts import require_right
from cbec_desktop.services.context import Context
from cbec_desktop.services.form_data import CasePaper, data_for
from cbec_desktop.services.form_fonts import use_form_fonts
from cbec_desktop.services.form_papers import PaperStack, load_papers
from cbec_desktop.services.released_files import ReleasedFiles
from cbec_desktop.services.settings import read_settings

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
    def case_no(self) -> str:
        return self.paper.case.header.case_no

    @property
    def application_id(self) -> int:
        return self.paper.case.header.application_id

    @property
    def file_name(self) -> str:
        return f"{self.form.code}-{self.case_no}-{self.mark.print_no}.pdf"

    def pages(self) -> list[Page]:
        """The drawn pages; a text that does not fit or a missing glyph is refused naming the case."""
        try:
            return self.form.draw(self.data, self.mark)
        except UserError as error:
            raise UserError(f"案件 {self.case_no} 的 {self.form.code} 不能打印：{error.message}", error.code) from error


@dataclass(frozen=True, slots=True)
class _Archived:
    """Where a copy lies in the archive, the hash of its file and the pages of this form in it."""

    name: str
    digest: str
    pages: int


def print_forms(ctx: Context, form_id: str, case_nos: Sequence[str], out: Path, job: JobContext) -> list[Path]:
    """Print a form of cases: one PDF in all when `out` ends in .pdf, else a file a case in the folder `out`.

    Every copy is recorded with its print number, code, hash and the head of the audit trail, and archived in the data
    folder; all in one transaction after the files are written. Cancelled or refused: nothing is left behind.
    Raises UserError unknown_form, no_cases, unknown_case, not_assessed, missing_glyph, text_too_long,
    unwritable_output.
    """
    require_right(ctx, Right.PRINT_FORMS)
    form = find_form(form_id)
    wanted = list(dict.fromkeys(case_nos))
    if not wanted:
        raise UserError("没有要打印的案件。请先选案件，或检查年度。", "no_cases")
    use_form_fonts(ctx)
    office = read_settings(ctx)["office.name"]
    stack = load_papers(ctx, form, wanted)
    prints = [_prepare(form, paper, stack, ctx.clock()) for paper in stack.papers]
    with ReleasedFiles() as files:
        if out.suffix.lower() == ".pdf":
            targets, archived = _one_file(ctx, form, prints, out, files, job, office)
        else:
            targets, archived = _file_a_case(ctx, form, prints, out, files, job, office)
        job.step(len(prints), len(prints) + 1, "登记打印件")
        _record(ctx, form, prints, archived, files)
    return targets


def _one_file(
    ctx: Context, form: Form, prints: list[_Print], out: Path, files: ReleasedFiles, job: JobContext, office: str
) -> tuple[list[Path], list[_Archived]]:
    """All cases in one PDF, in order; the archive keeps the same bytes once."""
    from cbec_desktop.documents.render import render

    document = Document(f"{form.code} {form.title}", author=office)
    counts = []
    for place, item in enumerate(prints):
        job.step(place, len(prints) + 1, f"{form.code} {item.case_no}")
        pages = item.pages()
        document.pages += pages
        counts.append(len(pages))
    pdf = render(document, lambda done, pages: job.step(len(prints), len(prints) + 1, f"第 {done + 1}/{pages} 页"))
    digest = hashlib.sha256(pdf).hexdigest()
    stamp = f"{prints[0].mark.printed_at:%Y%m%d%H%M%S}"
    name = prints[0].file_name if len(prints) == 1 else f"{form.code}-{stamp}-{len(prints)}件-{digest[:8]}.pdf"
    files.stage(ctx.paths.printed / name, pdf)
    files.stage(out, pdf)
    return [out], [_Archived(name, digest, count) for count in counts]


def _file_a_case(
    ctx: Context, form: Form, prints: list[_Print], out: Path, files: ReleasedFiles, job: JobContext, office: str
) -> tuple[list[Path], list[_Archived]]:
    """A PDF a case in the folder `out`; printing into the archive itself makes no second copy."""
    from cbec_desktop.documents.render import render

    is_archive = out.resolve() == ctx.paths.printed.resolve()
    targets, archived = [], []
    for place, item in enumerate(prints):
        job.step(place, len(prints) + 1, f"{form.code} {item.case_no}")
        pages = item.pages()
        pdf = render(Document(f"{form.title} {item.case_no}", pages, office))
        archive = ctx.paths.printed / item.file_name
        files.stage(archive, pdf)
        archived.append(_Archived(item.file_name, hashlib.sha256(pdf).hexdigest(), len(pages)))
        targets.append(archive if is_archive else out / f"{form.code}-{item.case_no}.pdf")
        if not is_archive:
            files.stage(targets[-1], pdf)
    return targets, archived


def preview_form(ctx: Context, form_id: str, case_no: str) -> bytes:
    """The PDF of a form as it would be printed now, marked as a preview; nothing is recorded."""
    from cbec_desktop.documents.render import render

    require_right(ctx, Right.PRINT_FORMS)
    form = find_form(form_id)
    use_form_fonts(ctx)
    stack = load_papers(ctx, form, [case_no])
    item = _prepare(form, stack.papers[0], stack, ctx.clock())
    item = replace(item, mark=replace(item.mark, code=PREVIEW_CODE, audit_head=None, is_preview=True))
    return render(Document(f"{form.title} {case_no}", item.pages(), read_settings(ctx)["office.name"]))


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


def _prepare(form: Form, paper: CasePaper, stack: PaperStack, now: datetime) -> _Print:
    data = data_for(form.code, paper)
    data_hash = _hash_of(data)
    code = verification_code(
        stack.store_key,
        form=form.code,
        version=form.version,
        data_hash=data_hash,
        copy=COPY,
        prefix=f"M{MEASURE_NUMBERS[paper.case.header.measure_id]}{form.code}",
    )
    mark = PrintMark(
        printed_at=now,
        print_no=stack.copies.get(paper.case.header.application_id, 0) + 1,
        code=code,
        audit_head=stack.audit_head if form.carries_audit_head else None,
        is_trial=_is_trial(paper),
    )
    return _Print(paper, form, data, mark, data_hash, stack.audit_head)


def _is_trial(paper: CasePaper) -> bool:
    """A figure reckoned under a set that is not confirmed makes its paper a trial print."""
    return paper.case.parameter_set is not None and paper.case.parameter_set.is_trial


def _hash_of(data: Any) -> str:
    text = json.dumps(asdict(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


# ---- records


def _record(ctx: Context, form: Form, prints: list[_Print], archived: list[_Archived], files: ReleasedFiles) -> None:
    """One transaction for all copies; the files are put in place just before it is saved."""
    from db.models.paper import PrintedForm
    from db.queries.paper import copies_so_far
    from db.unit_of_work import open_work

    ids = frozenset(item.application_id for item in prints)
    with open_work(ctx.store, actor=ctx.actor, action="print_forms", reason=f"{form.code} {len(prints)} 份") as work:
        copies = copies_so_far(work.session, ids, form.id)
        for item in prints:
            if copies.get(item.application_id, 0) != item.mark.print_no - 1:
                message = f"案件 {item.case_no} 的 {form.code} 刚被别人打印过，打印次数变了。请再打印一次。"
                raise UserError(message, "stale_print")
        work.insert_many(PrintedForm, [_row(work, item, file) for item, file in zip(prints, archived, strict=True)])
        files.place()
        work.commit()
    files.keep()


def _row(work: Work, item: _Print, file: _Archived) -> dict[str, Any]:
    amount = item.form.amount(item.data)
    return {
        "form_id": item.form.id,
        "form_version": item.form.version,
        "application_id": item.application_id,
        "assessment_id": item.paper.case.assessment_id if item.form.needs_assessment else None,
        "print_no": item.mark.print_no,
        "data_hash": item.data_hash,
        "amount_fen": None if amount is None else fen_from_yuan(amount),
        "verification_code": item.mark.code,
        "is_trial": int(item.mark.is_trial),
        "audit_head": item.audit_head,
        "file_name": file.name,
        "file_sha256": file.digest,
        "page_count": file.pages,
        "printed_at": work.now,
        "printed_by": work.actor,
    }
