"""The form of one enterprise: new or stored, checked while typing, saved, voided; conflicts shown side by side."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Protocol

from cbec_desktop.domain.enterprise_records import EnterpriseView
from cbec_desktop.domain.enterprise_size import SizeClass
from cbec_desktop.domain.errors import StaleRecordError
from cbec_desktop.exchange.template import Column
from cbec_desktop.services import drafts
from cbec_desktop.services import enterprise_entry as service
from cbec_desktop.services.drafts import SavedDraft
from cbec_desktop.services.enterprise_entry_records import (
    EnterpriseEntry,
    FieldDifference,
    FieldProblem,
    PartEntry,
    Tenant,
)
from cbec_desktop.services.enterprises import get_enterprise
from cbec_desktop.services.entry_cells import CellText
from ui.screen import ScreenHost

SAVED_KINDS = {"enterprise", "enterprise_role", "enterprise_customs_code", "contact", "payee_account", "draft"}
KEYS = "Enter 下一项  Ctrl+S 保存  F4 历史值"
HISTORY_SHOWN = 12
STORED_KEY = "enterprise-"


class EnterpriseFormPage(Protocol):
    """What the page shows when it is told."""

    def show_entry(self, entry: EnterpriseEntry) -> None: ...
    def show_field(self, field: str, cell: CellText, repair: str | None) -> None: ...
    def show_size(self, size: SizeClass) -> None: ...
    def show_problems(self, problems: Sequence[FieldProblem]) -> None: ...
    def show_conflict(self, found: Sequence[FieldDifference]) -> None: ...
    def show_beside(self, found: EnterpriseView | None, tenants: Sequence[Tenant]) -> None: ...
    def show_note(self, text: str) -> None: ...
    def show_history(self, field: str, lines: Sequence[str]) -> None: ...
    def offer_drafts(self, saved: Sequence[SavedDraft]) -> None: ...
    def focus_place(self, place: str) -> None: ...
    def parts(self, name: str) -> tuple[PartEntry, ...]: ...


class EnterpriseFormPresenter:
    """State of one form; public methods are what the clerk does."""

    def __init__(self, host: ScreenHost, page: EnterpriseFormPage, enterprise_id: int | None) -> None:
        self._host, self._page = host, page
        self.enterprise_id = enterprise_id
        self.key = uuid.uuid4().hex if enterprise_id is None else f"{STORED_KEY}{enterprise_id}"
        self.entry = EnterpriseEntry()
        self.opened = EnterpriseEntry()
        self.theirs: EnterpriseEntry | None = None
        self.beside: EnterpriseView | None = None
        self._saved_draft: dict[str, Any] | None = None
        self._note = ""

    @property
    def columns(self) -> tuple[Column, ...]:
        return service.form_columns()

    @property
    def is_dirty(self) -> bool:
        return self.current() != self.opened

    # ---- opening

    def start(self) -> None:
        """Show the stored enterprise, or an empty form."""
        ctx = self._host.ctx
        if self.enterprise_id is None:
            self.entry = service.new_enterprise(ctx)
        else:
            self.entry = service.load_enterprise_entry(ctx, self.enterprise_id)
            self.beside = get_enterprise(ctx, self.enterprise_id, self._host.award_year)
        self._page.show_entry(self.entry)
        self.opened = self.entry = self.current()
        tenants = service.list_tenants(ctx, self.enterprise_id) if self.enterprise_id is not None else []
        self._page.show_beside(self.beside, tenants)
        self._page.show_size(service.size_of(self.entry.fields))
        is_new = self.enterprise_id is None
        saved = drafts.offered_drafts(ctx, service.SCREEN)
        own = [d for d in saved if (d.key == self.key if not is_new else not d.key.startswith(STORED_KEY))]
        self._page.offer_drafts(own)
        self._say_state()

    def resume(self, saved: SavedDraft) -> None:
        """Go on with an unfinished form."""
        try:
            self.entry = entry_from_payload(saved.payload)
        except (KeyError, TypeError):
            self._host.messages.refuse("这份草稿读不出来，可能由别的版本保存。请放弃它，重新录入。")
            return
        self.key = saved.key
        self._page.show_entry(self.entry)
        self._saved_draft = saved.payload
        self.edited()

    def drop_offer(self, saved: SavedDraft) -> bool:
        """Throw an offered draft away; False when the clerk stepped back."""
        if not self._host.messages.ask("放弃这份草稿？", f"{saved.title}：已填内容会删去。", "放弃", danger=True):
            return False
        drafts.drop_draft(self._host.ctx, service.SCREEN, saved.key)
        return True

    # ---- typing

    def current(self) -> EnterpriseEntry:
        """The form as it stands, with contacts, accounts and codes as the page holds them."""
        return replace(
            self.entry,
            customs_codes=self._page.parts("customs_codes"),
            contacts=self._page.parts("contacts"),
            accounts=self._page.parts("accounts"),
        )

    def set_field(self, name: str, text: str) -> None:
        """One field was left: read it, say what is wrong with it."""
        column = next(column for column in self.columns if column.field == name)
        cell, repair = service.check_field(column, text)
        self.entry = replace(self.entry, fields={**self.entry.fields, name: cell.text})
        self._page.show_field(name, cell, repair)
        self.edited()

    def set_roles(self, roles: Iterable[str]) -> None:
        """The roles that are ticked."""
        self.entry = replace(self.entry, roles=tuple(roles))
        self.edited()

    def edited(self) -> None:
        """Something changed: size class, title and note follow."""
        self._page.show_size(service.size_of(self.entry.fields))
        self._say_state()

    def field_history(self, name: str) -> None:
        """What stood in a field before (F4), from the audit trail and the imports."""
        store_name = f"{name}_fen" if name == "prior_year_revenue" else name
        lines = [
            f"{entry.at[:16].replace('T', ' ')} {entry.actor}：{change.old or '（空）'} → {change.new or '（空）'}"
            for entry in (self.beside.history if self.beside else ())
            for change in entry.changes
            if change.field == store_name
        ]
        self._page.show_history(name, lines[:HISTORY_SHOWN] or ["没有改动过。"])

    # ---- saving

    def save(self) -> None:
        """Check all; go to the first fault, or store; a conflict is shown side by side, nothing is lost."""
        ctx, entry = self._host.ctx, self.current()

        def work(_job: object) -> int | list[FieldProblem] | EnterpriseEntry:
            problems = service.check_enterprise(ctx, entry)
            if any(problem.level == "error" for problem in problems):
                return problems
            try:
                return service.save_enterprise(ctx, entry)
            except StaleRecordError:
                if entry.enterprise_id is None:
                    raise
                return service.load_enterprise_entry(ctx, entry.enterprise_id)

        self._host.jobs.run(work, self._saved_or_refused, writes=True)

    def _saved_or_refused(self, result: int | list[FieldProblem] | EnterpriseEntry) -> None:
        if isinstance(result, EnterpriseEntry):
            self.theirs = result
            self._page.show_conflict(service.differences(self.current(), result))
        elif isinstance(result, list):
            self._page.show_problems(result)
            errors = [problem for problem in result if problem.level == "error"]
            self._host.set_status([f"{len(errors)} 处有误，已带到第一处", KEYS])
            self._page.focus_place(errors[0].place)
        else:
            self._after_save(result)

    def _after_save(self, enterprise_id: int) -> None:
        is_new = self.enterprise_id is None
        self._drop_own_draft()
        self.enterprise_id = enterprise_id
        self.theirs = None
        self.key = f"{STORED_KEY}{enterprise_id}"
        self._host.show_record(enterprise_id=enterprise_id)
        self._page.show_conflict(())
        self._page.show_problems(())
        self.start()
        name = self.entry.fields.get("name", "")
        self._host.announce(SAVED_KINDS)
        self._host.messages.toast(f"已登记 {name}。" if is_new else f"已保存 {name}。")

    def settle_conflict(self, keep_mine: Iterable[str]) -> None:
        """Save again on top of the other version, with the fields the clerk kept."""
        if self.theirs is None:
            return
        self.entry = service.merged(self.current(), self.theirs, keep_mine)
        self.theirs = None
        self._page.show_conflict(())
        self._page.show_entry(self.entry)
        self.save()

    def void(self) -> None:
        """Void the enterprise with a reason."""
        if self.enterprise_id is None:
            return
        reason = self._host.messages.ask_reason(
            "作废这家企业？", "作废后不能再申报和修改，资料和历史都留着，可以查看。", "作废"
        )
        if reason is None:
            return
        ctx, enterprise_id, version = self._host.ctx, self.enterprise_id, self.opened.row_version

        def done(_result: object) -> None:
            self._host.announce(SAVED_KINDS)
            self._host.messages.toast("已作废。")
            self._host.close(self._page)

        self._host.jobs.run(
            lambda _job: service.void_enterprise(ctx, enterprise_id, version, reason), done, writes=True
        )

    # ---- drafts

    def save_draft(self) -> None:
        """Every half minute, when something changed."""
        entry = self.current()
        payload = asdict(entry)
        if entry == self.opened or payload == self._saved_draft:
            return
        ctx, key, title = self._host.ctx, self.key, entry.fields.get("name") or "新企业"

        def done(saved_at: str) -> None:
            self._saved_draft = payload
            self._note = f"{saved_at[11:16]} 已存草稿"
            self._say_state()

        self._host.jobs.run(lambda _job: drafts.save_draft(ctx, service.SCREEN, key, title, payload), done, writes=True)

    def may_close(self) -> bool:
        """Before the tab closes: ask when something is not saved."""
        if not self.is_dirty:
            return True
        if not self._host.messages.ask("放弃没保存的改动？", "改过的内容不会保存。", "放弃改动", danger=True):
            return False
        self._drop_own_draft()
        return True

    def _drop_own_draft(self) -> None:
        if self._saved_draft is not None:
            drafts.drop_draft(self._host.ctx, service.SCREEN, self.key)
            self._saved_draft = None
            self._note = ""

    def open_application(self) -> None:
        """Begin an application of this enterprise."""
        if self.enterprise_id is not None:
            self._host.open("application_entry", enterprise_id=self.enterprise_id)

    def open_case(self, case_no: str) -> None:
        self._host.open("case", case_no=case_no)

    def _say_state(self) -> None:
        name = self.entry.fields.get("name") or ("新企业" if self.enterprise_id is None else "企业")
        changed = _changed_count(self.current(), self.opened)
        verb = "" if self.enterprise_id is None else "编辑 "  # the enterprise's own page may be open beside this one
        self._host.set_title(verb + name + (" •" if changed else ""))
        words = [f"{changed} 处未保存"] if changed else []
        self._page.show_note("，".join([*words, *([self._note] if self._note and changed else [])]))
        self._host.set_status([KEYS])


def _changed_count(entry: EnterpriseEntry, opened: EnterpriseEntry) -> int:
    return len(service.differences(entry, opened))


def entry_from_payload(payload: Mapping[str, Any]) -> EnterpriseEntry:
    """The form that a draft kept; KeyError or TypeError when it is not one of this program's."""
    parts = {
        name: tuple(PartEntry(**part) for part in payload[name]) for name in ("customs_codes", "contacts", "accounts")
    }
    return EnterpriseEntry(
        enterprise_id=payload["enterprise_id"],
        row_version=payload["row_version"],
        fields=dict(payload["fields"]),
        roles=tuple(payload["roles"]),
        status=payload["status"],
        **parts,
    )
