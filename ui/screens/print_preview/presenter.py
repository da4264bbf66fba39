"""Preview and print of forms for one case or many: which cases, which form, which page. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from cbec_desktop.documents.forms.catalogue import FORMS, find_form
from cbec_desktop.domain.case_records import CaseTitle
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.money import format_yuan
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import form_fonts, forms
from cbec_desktop.services.applications import list_case_titles
from cbec_desktop.services.settings import read_settings
from ui.screen import ScreenHost

WATCHED = ("assessment", "printed_form")
PROOF = "测试页"
"""Stands among the forms: a page to measure printer and fonts by. It belongs to no case and is not registered."""


@dataclass(frozen=True, slots=True)
class CaseItem:
    """One case of the list; `refusal` says why it cannot be printed."""

    title: CaseTitle
    is_checked: bool = True
    refusal: str = ""

    @property
    def note(self) -> str:
        """State of the copy in words, under the applicant's name."""
        if self.refusal:
            return self.refusal
        if not self.title.copies:
            return f"{self.title.case_no}  未打印"
        day = (self.title.printed_at or "")[:10]
        if self.title.is_copy_current:
            return f"{self.title.case_no}  已打印 {day} · 第 {self.title.copies} 次"
        return f"{self.title.case_no}  与已打印件不一致，将是第 {self.title.copies + 1} 次"

    @property
    def state(self) -> str:
        """ok = printed, warn = printed but reckoned anew since, err = cannot be printed, else empty."""
        if self.refusal:
            return "err"
        if not self.title.copies:
            return ""
        return "ok" if self.title.is_copy_current else "warn"


class PreviewView(Protocol):
    """What the view of the preview must be able to show."""

    def show_forms(self, forms: Sequence[tuple[str, str]], current: str) -> None: ...
    def show_shift(self, right_mm: float, down_mm: float) -> None: ...
    def show_cases(self, items: Sequence[CaseItem], current: int) -> None: ...
    def show_pdf(self, data: bytes) -> None: ...
    def show_no_pdf(self, sentence: str) -> None: ...
    def show_totals(self, subtitle: str, printable: int, refusals: Sequence[CaseItem]) -> None: ...
    def show_lost_fonts(self, sentences: Sequence[str]) -> None: ...
    def send_to_printer(self, files: Sequence[Path]) -> None: ...


class PreviewPresenter:
    """State of one preview; its public methods are what the clerk wants."""

    def __init__(self, host: ScreenHost, view: PreviewView, case_nos: Sequence[str], form_id: str) -> None:
        self._host = host
        self._view = view
        self._case_nos = tuple(dict.fromkeys(case_nos))
        self.form_id = form_id
        self.items: list[CaseItem] = []
        self.current = 0
        self._shown: tuple[str, str] | None = None
        self._asked = 0
        self._scratch: TemporaryDirectory[str] | None = None

    def start(self) -> None:
        """Show the list and the first case's form."""
        offered = [(form.code, f"{form.code} {form.title}") for form in FORMS]
        self._view.show_forms([*offered, (PROOF, PROOF)], self.form_id)
        self._host.watch(WATCHED, self.reload)
        self._host.before_close(self._close)
        self._read_shift()
        self.reload()

    def _read_shift(self) -> None:
        """Begin with the offsets (mm) that the office has set; they may be changed for this print."""
        ctx = self._host.ctx

        def show(found: tuple[dict[str, str], tuple[str, ...]]) -> None:
            values, lost = found
            self._view.show_shift(float(values["print.right_mm"]), float(values["print.down_mm"]))
            self._view.show_lost_fonts(lost)

        self._host.jobs.run(lambda _job: (read_settings(ctx), form_fonts.use_form_fonts(ctx)), show)

    def reload(self) -> None:
        """Read the cases anew: somebody may have assessed or printed them."""
        if self.form_id == PROOF:
            self._show()
            self._preview_proof()
            return
        ctx, case_nos, form_id = self._host.ctx, self._case_nos, self.form_id

        def work(_job: JobContext) -> list[CaseTitle]:
            return list_case_titles(ctx, case_nos, find_form(form_id).id)

        self._host.jobs.run(work, self._loaded)

    def choose_form(self, form_id: str) -> None:
        """Show another form of the same cases."""
        if form_id != self.form_id:
            self.form_id = form_id
            self._shown = None
            self.items = [replace(item, refusal="", is_checked=True) for item in self.items]
            self.reload()

    def choose_case(self, number: int) -> None:
        """Show the form of another case."""
        if 0 <= number < len(self.items):
            self.current = number
            if self.form_id != PROOF:
                self._preview()

    def toggle(self, number: int) -> None:
        """Take a case into the batch or out of it; one that cannot be printed stays out."""
        if 0 <= number < len(self.items) and not self.items[number].refusal:
            item = self.items[number]
            self.items[number] = replace(item, is_checked=not item.is_checked)
            self._show()

    @property
    def is_trial(self) -> bool:
        """Whether a case of the batch was reckoned under a set that is not confirmed."""
        return self.form_id != PROOF and any(item.title.is_trial for item in self.items)

    def chosen_cases(self) -> list[str]:
        """Case numbers that will be printed."""
        return [item.title.case_no for item in self.items if item.is_checked and not item.refusal]

    def save(self) -> None:
        """Print the chosen cases into a PDF (one case) or a folder of PDFs; each copy is registered."""
        if self.form_id == PROOF:
            self._save_proof()
            return
        chosen = self.chosen_cases()
        if not chosen:
            self._host.messages.refuse("没有选中可打印的案件。请在左边勾选。")
            return
        if len(chosen) == 1:
            name = f"{self.form_id}-{chosen[0]}.pdf"
            out = self._host.messages.choose_target("存为 PDF", name, ("*.pdf",))
        else:
            out = self._host.messages.choose_folder("PDF 存到哪个文件夹")
        if out is not None:
            self._print_to(out, chosen, self._saved)

    def print_paper(self) -> None:
        """Make and register the copies, then send the same PDFs to the printer."""
        if self.form_id == PROOF:
            self._tidy()
            self._scratch = TemporaryDirectory(prefix="cbec-print-")
            self._write_proof(Path(self._scratch.name) / "proof.pdf", lambda out: self._view.send_to_printer([out]))
            return
        chosen = self.chosen_cases()
        if not chosen:
            self._host.messages.refuse("没有选中可打印的案件。请在左边勾选。")
            return
        self._tidy()
        self._scratch = TemporaryDirectory(prefix="cbec-print-")
        self._print_to(Path(self._scratch.name) / f"{self.form_id}.pdf", chosen, self._view.send_to_printer)

    def paper_done(self, sentence: str, *, is_unfinished: bool = False) -> None:
        """The printer finished, or stopped with a sentence; the archive keeps its own copy.

        What is unfinished stays to be gone on with (`send_rest`), until another print begins.
        """
        if not is_unfinished:
            self._tidy()
        if sentence:
            self._host.messages.refuse(sentence)
        else:
            self._host.messages.toast("已全部送到打印机。")

    def _close(self) -> bool:
        """What was not printed to its end is given up with the page; the archive has the copies."""
        self._tidy()
        return True

    def _tidy(self) -> None:
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None

    def _save_proof(self) -> None:
        out = self._host.messages.choose_target("存为 PDF", "打印测试页.pdf", ("*.pdf",))
        if out is not None:
            self._write_proof(out, lambda saved: self._host.messages.toast(f"已存为 {saved.name}。"))

    def _write_proof(self, out: Path, then: Callable[[Path], None]) -> None:
        ctx = self._host.ctx
        self._host.jobs.run(lambda _job: form_fonts.save_proof(ctx, out), then, self._refused)

    def _preview_proof(self) -> None:
        self._asked += 1
        ctx, asked = self._host.ctx, self._asked

        def done(data: bytes) -> None:
            if asked == self._asked:
                self._view.show_pdf(data)

        self._host.jobs.run(
            lambda _job: form_fonts.proof_page(ctx), done, lambda error: self._view.show_no_pdf(error.message)
        )

    def _print_to(self, out: Path, chosen: list[str], then: Callable[[Sequence[Path]], None]) -> None:
        ctx, form_id = self._host.ctx, self.form_id

        def work(job: JobContext) -> list[Path]:
            return forms.print_forms(ctx, form_id, chosen, out, job)

        def done(files: list[Path]) -> None:
            self._host.announce(("printed_form",))
            then(files)

        self._host.jobs.run(work, done, self._refused, writes=True, title=f"生成 {form_id}")

    def _saved(self, files: Sequence[Path]) -> None:
        where = files[0].name if len(files) == 1 else f"{files[0].parent.name}，共 {len(files)} 个文件"
        self._host.messages.toast(f"已存为 {where}。")

    def _refused(self, error: UserError) -> None:
        self._tidy()
        self._host.messages.refuse(error.message)
        self.reload()

    def _loaded(self, titles: list[CaseTitle]) -> None:
        kept = {item.title.case_no: item for item in self.items}
        self.items = []
        for title in titles:
            old = kept.get(title.case_no)
            refusal = old.refusal if old else ""
            if not title.is_assessed and find_form(self.form_id).needs_assessment:
                refusal = "还没有核算，先核算再打印"
            is_checked = old.is_checked if old else True
            self.items.append(CaseItem(title, is_checked and not refusal, refusal))
        self.current = min(self.current, max(len(self.items) - 1, 0))
        self._show()
        self._preview()

    def _preview(self) -> None:
        """Draw the current case's form in the background; what comes late for another case is dropped."""
        if not self.items:
            self._view.show_no_pdf("没有要打印的案件。请从案卷或申报登记里选。")
            return
        item = self.items[self.current]
        wanted = (item.title.case_no, self.form_id)
        self._view.show_cases(self.items, self.current)
        if item.refusal:
            self._shown = None
            self._view.show_no_pdf(item.refusal)
            return
        self._asked += 1
        ctx, number, asked = self._host.ctx, self.current, self._asked

        def work(_job: JobContext) -> bytes:
            return forms.preview_form(ctx, wanted[1], wanted[0])

        def done(data: bytes) -> None:
            if asked == self._asked:
                self._shown = wanted
                self._view.show_pdf(data)

        def refused(error: UserError) -> None:
            if number < len(self.items) and self.items[number].title.case_no == wanted[0]:
                self.items[number] = replace(self.items[number], refusal=error.message, is_checked=False)
            self._show()
            if asked == self._asked:
                self._view.show_no_pdf(error.message)

        self._host.jobs.run(work, done, refused)

    def _show(self) -> None:
        self._view.show_cases(self.items, self.current)
        chosen = [item for item in self.items if item.is_checked and not item.refusal]
        total = sum((item.title.award_amount or 0 for item in chosen), start=0)
        if self.form_id == PROOF:
            self._view.show_totals("不属于任何案件，不登记", 1, ())
            self._host.set_status(["Ctrl+P 打印测试页  Ctrl+S 存为 PDF"])
            return
        refusals = [item for item in self.items if item.refusal]
        subtitle = f"{_form_title(self.form_id)} · {len(self.items)} 件"
        self._view.show_totals(subtitle, len(chosen), refusals)
        self._host.set_status(
            (
                f"本批 **{len(self.items)}** 件  可打印 **{len(chosen)}** 件",
                f"核算额合计 **{format_yuan(total)}** 元",
                "Ctrl+P 打印  Ctrl+S 存为 PDF  PgUp/PgDn 翻页",
            )
        )


def _form_title(form_id: str) -> str:
    form = find_form(form_id)
    return f"{form.code} {form.title}"
