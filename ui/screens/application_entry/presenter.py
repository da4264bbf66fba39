"""Entering an application by hand: holds what was typed, lets it be checked and reckoned, hands it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Protocol

from cbec_desktop.awards.measure import Assessment
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.measures import MEASURE_NUMBERS, MEASURE_SHORT
from cbec_desktop.exchange.template import Column
from cbec_desktop.exchange.templates.w2_applications import APPLICATIONS
from cbec_desktop.services import drafts, entry, trial
from cbec_desktop.services.application_draft import (
    SUPPORT_DETAILS,
    ApplicationDraft,
    county_columns,
    draft_from_payload,
    head_columns,
)
from cbec_desktop.services.drafts import SavedDraft
from cbec_desktop.services.entry import ApplicantChoice, EntryProblem, RequiredDocument
from cbec_desktop.services.entry_cells import CellText, read_text
from cbec_desktop.services.policy import Clause, get_clause
from ui.screen import ScreenHost
from ui.screens.application_entry.award_panel_data import NOTHING, AwardPanel, award_panel
from ui.screens.application_entry.lines import Lines, make_lines

MISSING = "E-REQUIRED"
FIRST_MEASURE = "customs_agency_fee"
KEYS_FLAT = "Enter 下一格  F2 编辑  Ctrl+D 照抄上格  Ctrl+V 粘贴  Ctrl+Z 撤销  Ctrl+S 暂存  Ctrl+Enter 提交"
KEYS_LEASE = "Enter 下一格  Ctrl+Enter 新租约  ← → 折叠展开  Ctrl+D 照抄上格  Ctrl+S 暂存"
SUMS = {"费用明细": "claimed_amount", "房屋租赁": "rent_amount", "报关明细": "fee_amount", "园区实绩": "trade_value"}
SUM_WORDS = {"费用明细": "本次申报合计", "房屋租赁": "租金合计", "报关明细": "代理费合计", "园区实绩": "进出口额合计"}


class EntryPage(Protocol):
    """What the page shows when it is told."""

    def show_measure(self, measure_id: str, lines: Sequence[Lines]) -> None: ...
    def show_applicant(self, applicant: ApplicantChoice | None) -> None: ...
    def show_choices(self, choices: Sequence[ApplicantChoice]) -> None: ...
    def show_head(self, texts: Mapping[str, str]) -> None: ...
    def show_field(self, field: str, cell: CellText) -> None: ...
    def show_support_details(self, is_asked: bool) -> None: ...
    def show_documents(self, documents: Sequence[RequiredDocument], handed_in: Sequence[str]) -> None: ...
    def show_panel(self, panel: AwardPanel, *, is_old: bool) -> None: ...
    def show_lines(self) -> None: ...
    def show_note(self, text: str) -> None: ...
    def offer_drafts(self, saved: Sequence[SavedDraft]) -> None: ...
    def focus_field(self, field: str) -> None: ...
    def focus_line(self, sheet: str, place: Any) -> None: ...
    def show_clause(self, clause: Clause, readings: Sequence[tuple[str, str]], place: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check with trial brings back; `generation` tells it from later ones."""

    generation: int
    problems: tuple[EntryProblem, ...]
    assessment: Assessment | None


class ApplicationEntryPresenter:
    """State of one form; public methods are what the clerk does."""

    def __init__(
        self, host: ScreenHost, page: EntryPage, *, enterprise_id: int | None = None, measure_id: str | None = None
    ) -> None:
        self._host, self._page = host, page
        measure = measure_id or FIRST_MEASURE
        self.draft = entry.start_application(host.ctx, host.award_year, measure, enterprise_id)
        self._desk = trial.TrialDesk(host.ctx)
        self.applicant: ApplicantChoice | None = None
        self.lines: list[Lines] = []
        self.problems: tuple[EntryProblem, ...] = ()
        self.assessment: Assessment | None = None
        self.is_dirty = False
        self._saved: dict[str, Any] | None = None
        self._saved_at = ""
        self._was_refused = False
        self._is_handed_in = False
        self._generation = 0

    # ---- opening

    def start(self) -> None:
        """Show the empty form and offer what was left unfinished."""
        if self.draft.enterprise_id is not None:
            self.applicant = entry.get_applicant(self._host.ctx, self.draft.enterprise_id)
        self._show_all()
        self._page.offer_drafts(drafts.offered_drafts(self._host.ctx, entry.SCREEN))

    def resume(self, saved: SavedDraft) -> None:
        """Go on with an unfinished form."""
        try:
            draft = draft_from_payload(saved.payload)
            if draft.enterprise_id is not None:
                self.applicant = entry.get_applicant(self._host.ctx, draft.enterprise_id)
        except UserError as refusal:
            self._host.messages.refuse(refusal.message)
            return
        self.draft = draft
        self._saved, self._saved_at = draft.as_payload(), saved.saved_at
        self.is_dirty = False
        self._show_all()
        self.recalculate()

    def _show_all(self) -> None:
        self._rebuild_lines(self.draft.lines)
        self._page.show_applicant(self.applicant)
        self._page.show_head(self.draft.head)
        self._show_support()
        self._page.show_documents(entry.required_documents(self.draft.measure_id), self.draft.documents)
        self._page.show_panel(NOTHING, is_old=False)
        self._say_state()

    def _rebuild_lines(self, rows: Mapping[str, Sequence[Mapping[str, str]]]) -> None:
        name = self.applicant.name if self.applicant else ""
        code = self.applicant.credit_code if self.applicant else ""
        self.lines = [make_lines(sheet, self.draft.measure_id, name, code) for sheet in self.draft.sheets]
        for lines in self.lines:
            lines.load(rows.get(lines.sheet.name, ()))
        self._page.show_measure(self.draft.measure_id, self.lines)

    # ---- the head

    @property
    def head(self) -> tuple[Column, ...]:
        return head_columns(self.draft.measure_id)

    @property
    def county_part(self) -> tuple[Column, ...]:
        return county_columns()

    def choose_measure(self, measure_id: str) -> None:
        """Another measure: the head stays, the lines have other sheets."""
        if measure_id == self.draft.measure_id:
            return
        if any(lines.rows() for lines in self.lines):
            question = f"换成措施 {MEASURE_NUMBERS[measure_id]} {MEASURE_SHORT[measure_id]}？"
            if not self._host.messages.ask(
                question, "已填的明细不属于新措施，会被清空；申请单位和金额保留。", "换措施"
            ):
                self._page.show_measure(self.draft.measure_id, self.lines)
                return
        self.draft = replace(self.draft, measure_id=measure_id, lines={}, documents=())
        self.is_dirty = True
        self._show_all()

    def find_applicants(self, text: str) -> None:
        """Offer enterprises that fit what is being typed."""
        ctx = self._host.ctx
        self._host.jobs.run(lambda _job: entry.find_applicants(ctx, text), self._page.show_choices)

    def choose_applicant(self, applicant: ApplicantChoice) -> None:
        """The enterprise that applies; what its rows begin with follows."""
        self.draft = replace(self.current_draft(), enterprise_id=applicant.enterprise_id)
        self.applicant = applicant
        self._rebuild_lines(self.draft.lines)
        self._page.show_applicant(applicant)
        self.edited()

    def set_head(self, field: str, text: str) -> CellText:
        """One field of the head was left; returns it in its normal spelling."""
        cell = read_text(APPLICATIONS.column(field), text)
        if self.draft.head.get(field, "") != cell.text:
            self.draft = replace(self.draft, head={**self.draft.head, field: cell.text})
            self.edited()
        self._page.show_field(field, cell)
        if field == "has_provincial_support":
            self._show_support()
        return cell

    def set_documents(self, handed_in: Sequence[str]) -> None:
        """Which documents of the checklist were handed in."""
        self.draft = replace(self.draft, documents=tuple(handed_in))
        self.edited()

    def _show_support(self) -> None:
        texts = self.draft.head
        is_asked = texts.get("has_provincial_support") == "是" or any(texts.get(field) for field in SUPPORT_DETAILS)
        self._page.show_support_details(is_asked)

    def open_clause(self, clause_id: str, place: Any) -> None:
        """Show a clause to the letter beside the work."""
        used = self.assessment.readings if self.assessment else ()
        readings = [(f"{reading.code} {reading.phrase}", reading.reading) for reading in used]
        self._page.show_clause(get_clause(self._host.ctx, clause_id), readings, place)

    # ---- reckoning beside the form

    def current_draft(self) -> ApplicationDraft:
        """The form as it stands, lines included."""
        rows = {lines.sheet.name: lines.rows() for lines in self.lines}
        return replace(self.draft, lines=rows)

    def edited(self) -> None:
        """Something was typed: the page asks for `recalculate` when typing pauses."""
        if not self.is_dirty:
            self.is_dirty = True
            self._say_state()
        self._page.show_panel(self._panel(), is_old=True)
        self._say_sums()

    def recalculate(self) -> None:
        """Check and reckon the form as it stands, beside the window's own thread."""
        self._generation += 1
        generation, ctx, draft = self._generation, self._host.ctx, self.current_draft()

        def work(_job: object) -> Outcome:
            if generation != self._generation:  # typing went on while this waited
                return Outcome(generation, (), None)
            problems = (*entry.check_application(ctx, draft), *trial.second_uses(ctx, draft))
            return Outcome(generation, problems, self._desk.assess(draft))

        self._host.jobs.run(work, self._show_outcome)

    def _show_outcome(self, outcome: Outcome) -> None:
        if outcome.generation != self._generation:
            return
        self.assessment = outcome.assessment
        self.problems = outcome.problems
        for lines in self.lines:
            lines.show(outcome.assessment)
            lines.mark([p for p in self._spoken() if p.sheet == lines.sheet.name])
        self._page.show_lines()
        self._page.show_panel(self._panel(), is_old=False)
        self._say_sums()

    def _spoken(self) -> list[EntryProblem]:
        """What is said so far: that something is still empty only after the clerk wanted to hand in."""
        return [p for p in self.problems if self._was_refused or p.code not in (MISSING, "no_lines", "no_applicant")]

    def _panel(self) -> AwardPanel:
        names = {said: shown for lines in self.lines for said, shown in lines.row_names().items()}
        return award_panel(self.assessment, self._spoken(), self._claimed(), names)

    def _claimed(self) -> Decimal | None:
        value = read_text(APPLICATIONS.column("claimed_amount"), self.draft.head.get("claimed_amount", "")).value
        return value if isinstance(value, Decimal) else None

    # ---- drafts

    def save_draft(self, *, is_asked: bool = True) -> None:
        """Keep the form as it stands (Ctrl+S, and every half minute when something changed)."""
        draft = self.current_draft()
        payload = draft.as_payload()
        if self._is_handed_in:
            if is_asked:
                self._host.messages.toast("这份申报已提交或已放弃，不再存草稿")
            return
        if not is_asked and (not self.is_dirty or payload == self._saved):
            return
        ctx, title = self._host.ctx, self._draft_title()

        def done(saved_at: str) -> None:
            self._saved, self._saved_at = payload, saved_at
            self.is_dirty = self.current_draft().as_payload() != payload
            self._say_state()

        self._host.jobs.run(
            lambda _job: drafts.save_draft(ctx, entry.SCREEN, draft.key, title, payload), done, writes=True
        )

    def discard(self) -> bool:
        """Throw the form and its draft away, after asking; False when the clerk stepped back."""
        if self.is_dirty or self._saved:
            if not self._host.messages.ask("放弃这份申报？", "已填内容和草稿都会删去，不能找回。", "放弃", danger=True):
                return False
            drafts.drop_draft(self._host.ctx, entry.SCREEN, self.draft.key)
        self.is_dirty, self._is_handed_in = False, True
        return True

    def drop_offer(self, saved: SavedDraft) -> bool:
        """Throw an offered draft away; False when the clerk stepped back."""
        if not self._host.messages.ask(
            "放弃这份草稿？", f"{saved.title}：已填内容会删去，不能找回。", "放弃", danger=True
        ):
            return False
        drafts.drop_draft(self._host.ctx, entry.SCREEN, saved.key)
        return True

    def may_close(self) -> bool:
        """Before the tab closes: what was typed is kept as a draft."""
        if self.is_dirty and not self._is_handed_in:
            draft = self.current_draft()
            try:
                drafts.save_draft(self._host.ctx, entry.SCREEN, draft.key, self._draft_title(), draft.as_payload())
            except UserError as refusal:
                self._host.messages.refuse(refusal.message)
                return False
            self._host.messages.toast("没有提交，已存为草稿；下次打开“新建申报”可以继续。")
        return True

    def _draft_title(self) -> str:
        name = self.applicant.name if self.applicant else "未选申请单位"
        return f"{name} · 措施 {MEASURE_NUMBERS[self.draft.measure_id]} · {self.draft.award_year} 年度"

    # ---- handing in

    def submit(self) -> None:
        """Check all; go to the first fault, or hand in and open the case."""
        ctx, draft = self._host.ctx, self.current_draft()

        def work(_job: object) -> str | tuple[EntryProblem, ...]:
            problems = tuple(entry.check_application(ctx, draft))
            if any(problem.level == "error" for problem in problems):
                return problems
            return entry.submit_application(ctx, draft)

        self._host.jobs.run(work, self._handed_in_or_refused, writes=True, title="提交申报")

    def _handed_in_or_refused(self, result: str | tuple[EntryProblem, ...]) -> None:
        if isinstance(result, str):
            self.is_dirty, self._is_handed_in = False, True
            self._host.messages.toast(f"已提交，案号 {result}。")
            self._host.announce({"application", "enterprise"})
            self._host.open("case", case_no=result)
            self._host.close(self._page)
            return
        self._was_refused = True
        self._show_outcome(Outcome(self._generation, result, self.assessment))
        self.go_to(next(problem for problem in result if problem.level == "error"))

    def go_to(self, problem: EntryProblem) -> None:
        """Put the cursor where a problem is."""
        lines = next((lines for lines in self.lines if lines.sheet.name == problem.sheet), None)
        if lines is None:
            self._page.focus_field(problem.field or "enterprise")
            if problem.field and problem.field != "enterprise":
                cell = read_text(APPLICATIONS.column(problem.field), self.draft.head.get(problem.field, ""))
                self._page.show_field(problem.field, replace(cell, message=problem.message, level=problem.level))
            return
        place = lines.place(problem)
        if place is not None:
            self._page.focus_line(problem.sheet, place)

    # ---- what stands around the form

    def _say_state(self) -> None:
        measure = self.draft.measure_id
        words = [f"措施 {MEASURE_NUMBERS[measure]} {MEASURE_SHORT[measure]}", f"{self.draft.award_year} 年度"]
        if self._saved_at:
            words.append(f"草稿，{self._saved_at[11:16]} 已保存" + ("，之后有改动" if self.is_dirty else ""))
        elif self.is_dirty:
            words.append("未保存")
        self._page.show_note(" · ".join(words))
        self._host.set_title("新建申报" + (" •" if self.is_dirty else ""))

    def _say_sums(self) -> None:
        parts = [KEYS_LEASE if self.draft.measure_id == "premises_rent" else KEYS_FLAT]
        for lines in self.lines:
            name = lines.sheet.name
            if name in SUMS:
                parts.append(f"{SUM_WORDS[name]} **{lines.total(SUMS[name])}** 元")
        self._host.set_status(parts)
