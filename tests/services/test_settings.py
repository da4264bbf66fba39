"""Settings of the office: defaults, what is kept, what is refused at which field."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.statuses import Role
from cbec_desktop.services import accounts, settings
from cbec_desktop.services.context import Context

FIELDS = {field.key: field for field in settings.SETTINGS}


def test_unset_settings_have_their_defaults(ctx: Context) -> None:
    found = settings.read_settings(ctx)
    assert found.keys() == FIELDS.keys()
    assert (found["office.name"], found["lock.idle_minutes"]) == ("朝阳市商务局", "15")


def test_saved_settings_are_read_back_and_changed(ctx: Context, tmp_path: Path) -> None:
    settings.save_settings(ctx, {"office.phone": "0421-2811234", "backup.folder": str(tmp_path)})
    settings.save_settings(ctx, {"office.phone": " 13900001111 "})
    found = settings.read_settings(ctx)
    assert found["office.phone"] == "13900001111"
    assert found["backup.folder"] == str(tmp_path)


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("office.name", " ", "不能为空"),
        ("office.name", "局" * 41, "最多 40 个字"),
        ("office.address", "长江路\x07", "看不见的字符"),
        ("office.phone", "12345", "不像电话号码"),
        ("print.right_mm", "1,2.3", "不是数字"),
        ("print.right_mm", "NaN", "偏移在"),
        ("print.down_mm", "25", "偏移在"),
        ("lock.idle_minutes", "-1", "整数分钟"),
        ("lock.idle_minutes", "1.5", "整数分钟"),
        ("backup.folder", "backups", "完整路径"),
        ("backup.folder", "/no/such/folder", "找不到文件夹"),
        ("print.down_mm", "-0.5", ""),
        ("lock.idle_minutes", "0", ""),
    ],
)
def test_a_wrong_value_is_told_at_its_field(key: str, typed: str, sentence: str) -> None:
    problem = settings.setting_problem(FIELDS[key], typed)
    assert sentence in problem
    assert bool(problem) == bool(sentence)


def test_one_wrong_value_keeps_nothing(ctx: Context) -> None:
    with pytest.raises(UserError, match="偏移在") as refusal:
        settings.save_settings(ctx, {"office.address": "长江路一段", "print.down_mm": "99"})
    assert refusal.value.code == "bad_setting"
    assert settings.read_settings(ctx)["office.address"] == ""


def test_settings_need_their_right(ctx: Context) -> None:
    accounts.add_account(ctx, "李四", [Role.AUDITOR], "another-secret")
    auditor = ctx.acting(accounts.authenticate(ctx, "李四", "another-secret"))
    with pytest.raises(UserError, match="修改系统设置"):
        settings.save_settings(auditor, {"office.address": "长江路一段"})
