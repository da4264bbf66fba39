"""系统设置: what the office sets once, the own password, the accounts, a backup at a press. No widgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.rights import Right
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import accounts, form_fonts, overview, settings, stores
from cbec_desktop.services.accounts import AccountSummary
from cbec_desktop.services.stores import StoreSummary
from ui.screen import ScreenHost

SHOWN_KEYS = (
    "office.name",
    "office.document_prefix",
    "office.address",
    "office.phone",
    "print.right_mm",
    "print.down_mm",
    "lock.idle_minutes",
    "backup.folder",
    "backup.second_folder",
    *form_fonts.FACES,
)
BACKUP_KEYS = ("backup.folder", "backup.second_folder")
FIELDS = {field.key: field for field in settings.SETTINGS if field.key in SHOWN_KEYS}


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the page shows, read in one go."""

    values: Mapping[str, str]
    summary: StoreSummary
    last_backup: datetime | None
    accounts: tuple[AccountSummary, ...]


class SettingsView(Protocol):
    def show_values(self, values: Mapping[str, str]) -> None: ...
    def typed(self) -> dict[str, str]: ...
    def show_problem(self, key: str, sentence: str) -> None: ...
    def focus_field(self, key: str) -> None: ...
    def show_data(self, folder: str, counts: str, last_backup: str) -> None: ...
    def show_accounts(self, accounts: Sequence[AccountSummary], current: int | None) -> None: ...
    def show_password_problem(self, field: str, sentence: str) -> None: ...
    def clear_passwords(self) -> None: ...
    def show_account_problem(self, sentence: str) -> None: ...
    def show_account_form(self, is_open: bool) -> None: ...


class SettingsPresenter:
    """Knows what is stored; what is typed stays with the view until it is saved."""

    def __init__(self, host: ScreenHost) -> None:
        self.host = host
        self.values: dict[str, str] = {}
        self.accounts: tuple[AccountSummary, ...] = ()
        self.current: int | None = None
        self._view: SettingsView | None = None
        host.watch({"setting", "account", "account_role", "backup", "enterprise", "application"}, self.refresh)
        host.before_close(self.may_close)

    @property
    def may_edit(self) -> bool:
        return accounts.can(self.host.ctx, Right.EDIT_SETTINGS)

    @property
    def may_back_up(self) -> bool:
        return accounts.can(self.host.ctx, Right.BACK_UP)

    @property
    def may_manage(self) -> bool:
        return accounts.can(self.host.ctx, Right.MANAGE_ACCOUNTS)

    @property
    def view(self) -> SettingsView:
        assert self._view is not None
        return self._view

    def attach(self, view: SettingsView) -> None:
        self._view = view
        self.refresh()

    def refresh(self) -> None:
        """Read everything; what is typed and not saved stays."""
        ctx, may_manage = self.host.ctx, self.may_manage

        def work(_job: JobContext) -> Standing:
            values = settings.read_settings(ctx)
            listed = tuple(accounts.list_accounts(ctx)) if may_manage else ()
            shown = {key: values[key] for key in SHOWN_KEYS}
            return Standing(shown, stores.store_summary(ctx), overview.last_backup(ctx), listed)

        self.host.jobs.run(work, self._show)

    # ---- settings

    def check(self, key: str, text: str) -> bool:
        """Say at the field what is wrong with it; True when nothing is."""
        problem = settings.setting_problem(FIELDS[key], text)
        self.view.show_problem(key, problem)
        return not problem

    def changed(self) -> dict[str, str]:
        """What is typed and differs from what is stored."""
        typed = self.view.typed()
        return {key: text.strip() for key, text in typed.items() if text.strip() != self.values.get(key, "")}

    def save(self) -> None:
        """Keep what was changed; the first wrong field takes the focus and nothing is kept then."""
        wrong = [key for key, text in self.view.typed().items() if not self.check(key, text)]
        if wrong:
            self.view.focus_field(wrong[0])
            return
        changed, ctx = self.changed(), self.host.ctx
        if not changed:
            self.host.messages.toast("没有改动，不用保存。")
            return

        def saved(_nothing: None) -> None:
            self.values.update(changed)
            self.host.messages.toast("设置已保存。")
            self.host.announce({"setting"})

        self.host.jobs.run(lambda _job: settings.save_settings(ctx, changed), saved, writes=True)

    def may_close(self) -> bool:
        """Whether nothing is lost, or the person says so."""
        if self._view is None or not self.values or not (count := len(self.changed())):
            return True
        return self.host.messages.ask("放弃没有保存的设置？", f"改过的 {count} 项不会保存。", "放弃", danger=True)

    # ---- data and backup

    def open_folder(self, folder: str) -> None:
        """Show the data folder in the system's own window."""
        self.host.messages.open_folder(Path(folder))

    def choose_folder(self) -> str | None:
        """The backup folder picked by hand; None when the person stepped back."""
        folder = self.host.messages.choose_folder("选择备份文件夹")
        return None if folder is None else str(folder)

    def back_up(self) -> None:
        """A checked copy into each folder that is typed, or beside the data when none is."""
        typed = self.view.typed()
        for key in BACKUP_KEYS:
            if not self.check(key, typed[key]):
                self.view.focus_field(key)
                return
        folders = [Path(text).expanduser() for key in BACKUP_KEYS if (text := typed[key].strip())]
        ctx = self.host.ctx

        def work(_job: JobContext) -> list[Path]:
            return [stores.backup_store(ctx, folder) for folder in folders] or [stores.backup_store(ctx)]

        def backed_up(targets: list[Path]) -> None:
            self.host.messages.toast(f"已备份并核对：{'；'.join(str(target) for target in targets)}")
            self.host.announce({"setting"})

        self.host.jobs.run(work, backed_up, writes=True, title="备份")

    # ---- fonts of the printed forms

    def choose_font(self, key: str) -> str | None:
        """A font file picked by hand, checked; None when the person stepped back or it cannot serve (said then)."""
        picked = self.host.messages.choose_files(f"选择{form_fonts.TITLES[key]}的字体文件", ("*.ttf", "*.ttc"))
        if not picked:
            return None
        return str(picked[0]) if self.check(key, str(picked[0])) else None

    def show_proof(self) -> None:
        """The test page in the preview: what is stored, so that unsaved choices are saved first."""
        if self.changed():
            self.host.messages.refuse("有没保存的改动，测试页用的是已保存的设置。请先保存（Ctrl+S），再看测试页。")
            return
        self.host.open("print_preview", case_nos=(), form_id="测试页")

    # ---- the own password

    def change_password(self, old: str, new: str, again: str) -> None:
        """Another password for the account in charge; what is wrong stands at its field."""
        for field in ("old", "new", "again"):
            self.view.show_password_problem(field, "")
        if not old:
            self.view.show_password_problem("old", "请输入原口令。")
            return
        if problem := accounts.password_problem(new):
            self.view.show_password_problem("new", problem)
            return
        if new != again:
            self.view.show_password_problem("again", "两次输入的新口令不一样，请重新输入。")
            return
        ctx = self.host.ctx

        def changed(_nothing: None) -> None:
            self.view.clear_passwords()
            self.host.messages.toast("口令已修改，下次登录用新口令。")

        self.host.jobs.run(
            lambda _job: accounts.change_password(ctx, old, new), changed, self._refuse_password, writes=True
        )

    def _refuse_password(self, error: UserError) -> None:
        if error.code == "wrong_password":
            self.view.show_password_problem("old", "原口令不对，请重新输入。")
            return
        self.view.show_password_problem("new" if error.code == "same_password" else "old", error.message)

    # ---- accounts

    def choose_account(self, account_id: int) -> None:
        self.current = account_id

    @property
    def account(self) -> AccountSummary | None:
        """The account that the list stands on."""
        return next((each for each in self.accounts if each.account_id == self.current), None)

    def toggle_account(self) -> None:
        """Let the account in the list log in no longer, or again."""
        account, ctx = self.account, self.host.ctx
        if account is None:
            return
        is_active = not account.is_active
        question = f"停用账户 {account.name}？"
        if not is_active and not self.host.messages.ask(
            question, "停用后不能登录，做过的操作仍记在名下；以后可以再启用。", "停用", danger=True
        ):
            return

        def done(_nothing: None) -> None:
            self.host.messages.toast(f"账户 {account.name} 已{'启用' if is_active else '停用'}。")
            self.host.announce({"account"})

        self.host.jobs.run(
            lambda _job: accounts.set_account_active(
                ctx, account.account_id, is_active=is_active, row_version=account.row_version
            ),
            done,
            writes=True,
        )

    def add_account(self, name: str, full_name: str, roles: Sequence[str], password: str, again: str) -> None:
        """Make an account; a refusal stands under the fields, nothing is saved then."""
        problem = accounts.password_problem(password)
        if not name.strip():
            problem = "请填用户名。"
        elif not roles:
            problem = "请至少选一个角色。"
        elif not problem and password != again:
            problem = "两次输入的口令不一样，请重新输入。"
        self.view.show_account_problem(problem)
        if problem:
            return
        ctx = self.host.ctx

        def added(account: AccountSummary) -> None:
            self.current = account.account_id
            self.view.show_account_form(False)
            self.host.messages.toast(f"已新增账户 {account.name}。")
            self.host.announce({"account"})

        self.host.jobs.run(
            lambda _job: accounts.add_account(ctx, name, roles, password, full_name.strip() or None),
            added,
            lambda error: self.view.show_account_problem(error.message),
            writes=True,
        )

    # ---- showing

    def _show(self, found: Standing) -> None:
        unsaved = self.changed() if self.values else {}
        self.values = dict(found.values)
        self.view.show_values({**found.values, **unsaved})
        summary = found.summary
        counts = f"企业 {summary.enterprises} 家，申报 {summary.applications} 件"
        last = f"{found.last_backup:%Y-%m-%d %H:%M}" if found.last_backup else "还没有备份"
        self.view.show_data(summary.folder, counts, last)
        self.accounts = found.accounts
        if self.account is None and self.accounts:
            self.current = self.accounts[0].account_id
        if self.may_manage:
            self.view.show_accounts(self.accounts, self.current)
        self.host.set_status(["Ctrl+S 保存"] if self.may_edit else [])
