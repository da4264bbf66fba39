"""政策文本: the texts with their dates; a new one is written clause by clause and replaces the old from a date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from cbec_desktop.domain.dates import NotADateError, parse_date
from cbec_desktop.domain.rights import Right
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import policy_texts
from cbec_desktop.services.accounts import can
from cbec_desktop.services.policy import Clause
from cbec_desktop.services.policy_texts import EQUAL, ClauseChange, PolicyTextLine, compare_clauses
from ui.screen import ScreenHost

_ANNEX_CLAUSE = re.compile(r"附件(\d)第(\d+)条")


class PolicyTextsView(Protocol):
    def show_texts(self, texts: Sequence[PolicyTextLine], current: int) -> None: ...
    def show_filters(self, filters: Sequence[tuple[str, str]], chosen: str) -> None: ...
    def show_clauses(self, changes: Sequence[ClauseChange], *, is_draft: bool) -> None: ...
    def show_clause(self, change: ClauseChange | None, body: str, *, is_editable: bool) -> None: ...
    def show_draft_state(self, notice: str) -> None: ...
    def show_adopt_form(self, title: str) -> None: ...
    def show_add_form(self, after: str) -> None: ...
    def show_adopt_problem(self, sentence: str) -> None: ...


class PolicyTextsPresenter:
    """Knows the text in view, the clauses it is compared with, and the draft that is being written."""

    def __init__(self, host: ScreenHost) -> None:
        self.host = host
        self.texts: tuple[PolicyTextLine, ...] = ()
        self.text_id = 0
        self.filter = "all"
        self.current = ""
        self.draft: list[Clause] | None = None
        self._shown: tuple[Clause, ...] = ()
        self._before: tuple[Clause, ...] = ()
        self._view: PolicyTextsView | None = None
        host.watch({"policy_text"}, self.refresh)
        host.before_close(self.may_close)

    def attach(self, view: PolicyTextsView) -> None:
        self._view = view
        self.refresh()

    @property
    def may_adopt(self) -> bool:
        return can(self.host.ctx, Right.CONFIRM_PARAMETERS)

    def refresh(self) -> None:
        """Read the texts; the one in view stays."""
        self.host.jobs.run(lambda _job: policy_texts.list_policy_texts(self.host.ctx), self._show_texts)

    def choose_text(self, text_id: int) -> None:
        """Another text, compared with the one before it."""
        if self.draft is not None or text_id == self.text_id:
            return
        self.text_id = text_id
        self._read()

    def choose_filter(self, name: str) -> None:
        self.filter = name
        self._show_changes()

    def select(self, clause_id: str) -> None:
        self.current = clause_id
        self._show_clause()

    # ---- a new text

    def begin_draft(self) -> None:
        """Start a new text from the one in view."""
        if not self.may_adopt:
            self.host.messages.refuse("登记新的政策文本要由业务科长或管理员操作。")
            return
        self.draft, self._before = list(self._shown), self._shown
        self.filter = "all"
        self._show_changes()

    def edit_clause(self, body: str) -> None:
        """The words of the clause in view as they now are."""
        if self.draft is None:
            return
        self.draft = [replace(each, body=body.strip()) if each.id == self.current else each for each in self.draft]
        self._show_changes()

    def drop_clause(self) -> None:
        """Leave the clause in view out of the new text; it stays in the list as 删除 and can come back."""
        if self.draft is None:
            return
        self.draft = [each for each in self.draft if each.id != self.current]
        self._show_changes()

    def restore_clause(self) -> None:
        """Bring a dropped clause back to its place, with the words it had."""
        if self.draft is None or self.current in {each.id for each in self.draft}:
            return
        ids = [each.id for each in self._before]
        at = ids.index(self.current)
        kept = [each.id for each in self.draft]
        place = next((kept.index(clause_id) + 1 for clause_id in reversed(ids[:at]) if clause_id in kept), 0)
        self.draft.insert(place, self._before[at])
        self._show_changes()

    def begin_add(self) -> None:
        """Ask for a clause that the old text does not have."""
        if self.draft is not None and self._view is not None:
            after = next((each.label for each in self.draft if each.id == self.current), "")
            self._view.show_add_form(after)

    def add_clause(self, values: dict[str, str]) -> None:
        """Put a new clause behind the one in view; what is missing or known already stands under the fields."""
        if self.draft is None or self._view is None:
            return
        label, heading, body = (values[name].strip() for name in ("label", "heading", "body"))
        missing = [word for word, text in (("出处", label), ("标题", heading), ("正文", body)) if not text]
        problem = f"没有填{missing[0]}，请照文件填写。" if missing else ""
        if not problem and any(label == each.label for each in (*self.draft, *self._before)):
            problem = f"已经有“{label}”；要改它就选中它，要恢复删去的也选中它。"
        if problem:
            self._view.show_adopt_problem(problem)
            return
        taken = {each.id for each in (*self.draft, *self._before)}
        clause = Clause(_clause_id(label, taken), label, heading, body)
        kept = [each.id for each in self.draft]
        self.draft.insert(kept.index(self.current) + 1 if self.current in kept else len(kept), clause)
        self.current, self.filter = clause.id, "all"
        self._show_changes()

    def drop_draft(self) -> None:
        """Leave the draft, after asking when something was changed."""
        if self.may_close():
            self.draft = None
            self._read()

    def may_close(self) -> bool:
        """Whether nothing is lost, or the person says so."""
        if self.draft is None or not self.changed:
            return True
        return self.host.messages.ask(
            "放弃正在写的政策文本？", f"改过的 {len(self.changed)} 条不会保存。", "放弃", danger=True
        )

    @property
    def changed(self) -> list[ClauseChange]:
        return [change for change in self.changes() if change.kind != EQUAL]

    def changes(self) -> tuple[ClauseChange, ...]:
        """The clauses in view against those before."""
        new = self._shown if self.draft is None else tuple(self.draft)
        return compare_clauses(self._before, new)

    def begin_adopt(self) -> None:
        """Ask for document number and dates."""
        if self.draft is None or self._view is None:
            return
        if not self.changed:
            self.host.messages.refuse("还没有改动任何条款；请先照新文件改好条款，再登记。")
            return
        title = next((each.title for each in self.texts if each.text_id == self.text_id), "")
        self._view.show_adopt_form(title)

    def cancel_adopt(self) -> None:
        self._show_clause()

    def adopt(self, values: dict[str, str]) -> None:
        """Put the draft in force as typed; a refusal stands under the fields, nothing is saved then."""
        if self.draft is None or self._view is None:
            return
        view, clauses, ctx = self._view, tuple(self.draft), self.host.ctx
        try:
            days = [
                parse_date(values[name]) if values[name].strip() else None for name in ("issued_on", "effective_from")
            ]
        except NotADateError as error:
            view.show_adopt_problem(str(error))
            return

        def work(_job: JobContext) -> int:
            return policy_texts.adopt_policy_text(
                ctx, title=values["title"], document_no=values["document_no"], issued_on=days[0],
                effective_from=days[1], clauses=clauses,
            )  # fmt: skip

        def adopted(text_id: int) -> None:
            self.draft, self.text_id = None, text_id
            self.host.messages.toast(f"已登记，{days[1]} 起施行；试行参数集已改指新文本，原有打印件仍按旧文本。")
            self.host.announce(("policy_text", "parameter_set"))

        self.host.jobs.run(work, adopted, lambda error: view.show_adopt_problem(error.message), writes=True)

    # ---- showing

    def _show_texts(self, texts: tuple[PolicyTextLine, ...]) -> None:
        self.texts = texts
        if self.text_id not in {each.text_id for each in texts}:
            self.text_id = next((each.text_id for each in texts if each.is_in_force), 0)
        if self._view is not None:
            self._view.show_texts(texts, self.text_id)
        if self.draft is None:
            self._read()

    def _read(self) -> None:
        """The clauses of the text in view and of the one that it replaced."""
        if not self.text_id:
            return
        ids = [each.text_id for each in self.texts]
        at = ids.index(self.text_id)
        older = ids[at + 1] if at + 1 < len(ids) else None
        ctx, text_id = self.host.ctx, self.text_id

        def work(_job: JobContext) -> tuple[tuple[Clause, ...], tuple[Clause, ...]]:
            shown = policy_texts.text_clauses(ctx, text_id)
            return shown, policy_texts.text_clauses(ctx, older) if older is not None else shown

        self.host.jobs.run(work, lambda found: self._show(*found))

    def _show(self, shown: tuple[Clause, ...], before: tuple[Clause, ...]) -> None:
        self._shown, self._before = shown, before
        self._show_changes()

    def _show_changes(self) -> None:
        if self._view is None:
            return
        changes = self.changes()
        differing = [change for change in changes if change.kind != EQUAL]
        filters = [("all", f"全部 {len(changes)}"), ("changed", f"改动 {len(differing)}")]
        self._view.show_filters(filters, self.filter)
        visible = differing if self.filter == "changed" else list(changes)
        if visible and self.current not in {change.clause_id for change in visible}:
            first = next((change.clause_id for change in visible if change.clause_id == "3.1"), visible[0].clause_id)
            self.current = first
        self._view.show_clauses(visible, is_draft=self.draft is not None)
        notice = ""
        if self.draft is not None:
            notice = f"正在写新的政策文本：改了 {len(differing)} 条，登记前不影响核算和打印。"
        self._view.show_draft_state(notice)
        self._show_clause()
        self.host.set_status([f"共 **{len(changes)}** 条", f"与前一文本不同 **{len(differing)}** 条"])

    def _show_clause(self) -> None:
        if self._view is None:
            return
        change = next((each for each in self.changes() if each.clause_id == self.current), None)
        source = self._shown if self.draft is None else tuple(self.draft)
        body = next((each.body for each in source if each.id == self.current), "")
        self._view.show_clause(change, body, is_editable=self.draft is not None)


def _clause_id(label: str, taken: Iterable[str]) -> str:
    """`3.6` for 附件3第6条, as the shipped clauses are numbered; else the next free number of its own."""
    found, used = _ANNEX_CLAUSE.fullmatch(label), set(taken)
    if found and (clause_id := f"{found[1]}.{found[2]}") not in used:
        return clause_id
    return next(f"new.{number}" for number in range(1, len(used) + 2) if f"new.{number}" not in used)
