"""系统设置 without a display: what is refused where, what is kept, the backup, the own password, the accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.statuses import Role
from cbec_desktop.paths import resources_folder
from cbec_desktop.services import accounts, form_fonts, settings
from cbec_desktop.services.accounts import AccountSummary
from cbec_desktop.services.context import Context
from tests.conftest import PASSWORD
from tests.ui.recording_host import RecordingHost
from ui.screens.settings.presenter import SHOWN_KEYS, SettingsPresenter

NEW = "another-horse"
FONT = resources_folder() / "fonts" / "NotoSansSC-Regular.ttf"


class WrittenView:
    """Remembers what it was asked to show; `entered` is what the clerk typed."""

    def __init__(self) -> None:
        self.entered: dict[str, str] = {}
        self.problems: dict[str, str] = {}
        self.focused = ""
        self.data: tuple[str, str, str] = ("", "", "")
        self.accounts: list[AccountSummary] = []
        self.password_problems: dict[str, str] = {}
        self.is_cleared = False
        self.account_problem = ""
        self.is_form_open = True

    def show_values(self, values: Mapping[str, str]) -> None:
        self.entered = dict(values)

    def typed(self) -> dict[str, str]:
        return dict(self.entered)

    def show_problem(self, key: str, sentence: str) -> None:
        self.problems[key] = sentence

    def focus_field(self, key: str) -> None:
        self.focused = key

    def show_data(self, folder: str, counts: str, last_backup: str) -> None:
        self.data = (folder, counts, last_backup)

    def show_accounts(self, accounts: Sequence[AccountSummary], current: int | None) -> None:
        self.accounts = list(accounts)

    def show_password_problem(self, field: str, sentence: str) -> None:
        self.password_problems[field] = sentence

    def clear_passwords(self) -> None:
        self.is_cleared = True

    def show_account_problem(self, sentence: str) -> None:
        self.account_problem = sentence

    def show_account_form(self, is_open: bool) -> None:
        self.is_form_open = is_open


def opened(ctx: Context) -> tuple[RecordingHost, WrittenView, SettingsPresenter]:
    host, view = RecordingHost(ctx), WrittenView()
    presenter = SettingsPresenter(host)
    presenter.attach(view)
    return host, view, presenter


def test_the_page_begins_with_what_is_stored(ctx: Context) -> None:
    settings.save_settings(ctx, {"office.phone": "0421-2811234"})
    _host, view, _presenter = opened(ctx)
    assert set(view.entered) == set(SHOWN_KEYS)
    assert view.entered["office.phone"] == "0421-2811234"
    assert view.data[0] == str(ctx.paths.folder)
    assert view.data[2] == "还没有备份"
    assert [account.name for account in view.accounts] == ["张三", "测试"]


def test_a_wrong_field_is_told_and_nothing_is_kept(ctx: Context) -> None:
    host, view, presenter = opened(ctx)
    view.entered |= {"office.address": "长江路一段", "office.phone": "12345"}
    presenter.save()
    assert "不像电话号码" in view.problems["office.phone"]
    assert view.focused == "office.phone"
    assert settings.read_settings(ctx)["office.address"] == ""
    host.messages.answer = False
    assert not presenter.may_close(), "typed and not saved"
    view.entered["office.phone"] = "0421-2811234"
    presenter.save()
    assert view.problems["office.phone"] == ""
    assert settings.read_settings(ctx)["office.address"] == "长江路一段"
    assert presenter.may_close()


def test_a_change_elsewhere_leaves_what_is_typed(ctx: Context) -> None:
    host, view, presenter = opened(ctx)
    view.entered["office.address"] = "长江路一段"
    host.announce({"account"})
    assert view.entered["office.address"] == "长江路一段"
    assert presenter.changed() == {"office.address": "长江路一段"}


def test_a_backup_goes_where_the_field_says(ctx: Context, tmp_path: Path) -> None:
    host, view, presenter = opened(ctx)
    view.entered["backup.folder"] = str(tmp_path / "none")
    presenter.back_up()
    assert "找不到文件夹" in view.problems["backup.folder"]
    disk = tmp_path / "disk"
    disk.mkdir()
    view.entered["backup.folder"] = str(disk)
    presenter.save()
    presenter.back_up()
    (written,) = disk.glob("store-*.db")
    assert host.messages.toasts[-1] == f"已备份并核对：{written}"
    assert "备份" in host.jobs.titles
    assert view.data[2] != "还没有备份"


def test_a_backup_without_a_folder_lies_beside_the_data(ctx: Context) -> None:
    _host, view, presenter = opened(ctx)
    presenter.back_up()
    assert len(list(ctx.paths.backups.glob("store-*.db"))) == 1
    assert view.data[2] != "还没有备份"


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        (("", NEW, NEW), "old", "请输入原口令"),
        ((PASSWORD, "short", "short"), "new", "至少 8 个字符"),
        ((PASSWORD, NEW, NEW + "x"), "again", "不一样"),
        (("wrong-horse", NEW, NEW), "old", "原口令不对"),
        ((PASSWORD, PASSWORD, PASSWORD), "new", "与原口令相同"),
    ],
)
def test_a_wrong_password_is_told_at_its_field(
    ctx: Context, typed: tuple[str, str, str], field: str, sentence: str
) -> None:
    _host, view, presenter = opened(ctx)
    presenter.change_password(*typed)
    assert sentence in view.password_problems[field]
    assert not view.is_cleared
    accounts.authenticate(ctx, "测试", PASSWORD)


def test_the_new_password_opens_and_the_old_one_does_not(ctx: Context) -> None:
    _host, view, presenter = opened(ctx)
    presenter.change_password(PASSWORD, NEW, NEW)
    assert view.is_cleared
    accounts.authenticate(ctx, "测试", NEW)
    with pytest.raises(UserError):
        accounts.authenticate(ctx, "测试", PASSWORD)


def test_an_account_is_made_ended_and_opened_again(ctx: Context) -> None:
    host, view, presenter = opened(ctx)
    for values, sentence in (
        (("", "李四", ["finance"], NEW, NEW), "请填用户名"),
        (("lisi", "李四", [], NEW, NEW), "至少选一个角色"),
        (("lisi", "李四", ["finance"], "short", "short"), "至少 8 个字符"),
        (("lisi", "李四", ["finance"], NEW, NEW + "x"), "不一样"),
        (("张三", "李四", ["finance"], NEW, NEW), "已经存在"),
    ):
        presenter.add_account(*values)
        assert sentence in view.account_problem
        assert view.is_form_open
    presenter.add_account("lisi", "李四", ["finance"], NEW, NEW)
    assert not view.is_form_open
    assert [account.name for account in view.accounts] == ["张三", "测试", "lisi"]
    seen = []
    for answer in (False, True, True):
        host.messages.answer = answer
        presenter.toggle_account()
        seen.append(view.accounts[2].is_active)
    assert seen == [True, False, True], "stepped back, ended, opened again"


def test_nobody_ends_the_own_account(ctx: Context) -> None:
    host, view, presenter = opened(ctx)
    presenter.choose_account(next(each.account_id for each in view.accounts if each.name == "测试"))
    presenter.toggle_account()
    assert "不能停用正在使用的账户" in host.messages.refusals[-1]


def test_who_may_only_look_sees_no_accounts(ctx: Context) -> None:
    assert ctx.actor is not None
    looking = ctx.acting(replace(ctx.actor, roles=frozenset({Role.AUDITOR.value})))
    _host, view, presenter = opened(looking)
    assert (presenter.may_edit, presenter.may_manage, presenter.may_back_up) == (False, False, False)
    assert view.accounts == []
    assert view.entered["office.name"] == "朝阳市商务局"


def test_every_role_of_the_forms_has_its_shipped_file() -> None:
    files = {form_fonts.TITLES[key]: form_fonts.shipped_file(key) for key in form_fonts.FACES}
    assert files["填入内容"] == "LXGWWenKai-Regular.ttf"
    assert all((resources_folder() / "fonts" / name).is_file() for words, name in files.items() if words != "少见字")


def test_a_chosen_font_is_checked_kept_and_can_be_given_back(ctx: Context) -> None:
    host, view, presenter = opened(ctx)
    host.messages.files = [ctx.paths.store]
    assert presenter.choose_font("font.kai") is None
    assert "不能用来打印" in view.problems["font.kai"]
    host.messages.files = [FONT]
    assert presenter.choose_font("font.kai") == str(FONT)
    view.entered["font.kai"] = str(FONT)
    presenter.show_proof()
    assert "先保存" in host.messages.refusals[-1]
    presenter.save()
    assert settings.read_settings(ctx)["font.kai"] == str(FONT)
    presenter.show_proof()
    assert host.opened == [("print_preview", {"case_nos": (), "form_id": "测试页"})]


def test_a_backup_goes_into_both_folders(ctx: Context, tmp_path: Path) -> None:
    _host, view, presenter = opened(ctx)
    for key in ("backup.folder", "backup.second_folder"):
        folder = tmp_path / key
        folder.mkdir()
        view.entered[key] = str(folder)
    presenter.save()
    presenter.back_up()
    assert [len(list((tmp_path / key).glob("store-*.db"))) for key in ("backup.folder", "backup.second_folder")] == [
        1,
        1,
    ]
    assert view.data[2] != "还没有备份"
