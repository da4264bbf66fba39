"""What the office sets once: its identity on paper, printing offsets and fonts, the idle lock, where backups go."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.rights import Right
from cbec_desktop.services.accounts import require_right
from cbec_desktop.services.context import Context

MOST_SHIFT_MM = 20
MOST_IDLE_MINUTES = 240
_PHONE = re.compile(r"0\d{2,3}-?\d{7,8}(-\d{1,6})?|1\d{10}")


@dataclass(frozen=True, slots=True)
class SettingField:
    """One setting: `kind` (text, phone, shift, minutes, folder, font) says what is refused."""

    key: str
    title: str
    kind: str
    default: str = ""
    longest: int = 60
    is_required: bool = False


SETTINGS = (
    SettingField("office.name", "单位名称", "text", "朝阳市商务局", 40, is_required=True),
    SettingField("office.document_prefix", "发文字号前缀", "text", "朝商", 12),
    SettingField("office.address", "地址", "text"),
    SettingField("office.phone", "联系电话", "phone", longest=24),
    SettingField("print.right_mm", "打印向右偏移（毫米）", "shift", "0", 6),
    SettingField("print.down_mm", "打印向下偏移（毫米）", "shift", "0", 6),
    # Longer than a telephone call, shorter than a lunch break: phones and accounts of firms stand on the screen.
    SettingField("lock.idle_minutes", "闲置多少分钟后锁定", "minutes", "15", 4),
    SettingField("backup.folder", "备份文件夹", "folder", longest=240),
    SettingField("backup.second_folder", "第二备份文件夹", "folder", longest=240),
    SettingField("font.title", "标题字体", "font", longest=240),
    SettingField("font.song", "表格文字字体", "font", longest=240),
    SettingField("font.song_medium", "金额大写字体", "font", longest=240),
    SettingField("font.kai", "填入内容字体", "font", longest=240),
    SettingField("font.hei", "小标题字体", "font", longest=240),
    SettingField("font.small", "页脚字体", "font", longest=240),
    SettingField("font.rare", "少见字字体", "font", longest=240),
)


def setting_problem(field: SettingField, text: str) -> str:
    """What is wrong with a typed value and what to type, as a sentence; empty when nothing is."""
    typed = text.strip()
    if field.is_required and not typed:
        return f"{field.title}不能为空。"
    if len(typed) > field.longest:
        return f"{field.title}最多 {field.longest} 个字，现在有 {len(typed)} 个。"
    if not typed.isprintable():
        return f"{field.title}里有看不见的字符，请重新输入。"
    return _KINDS[field.kind](typed) if typed else ""


def read_settings(ctx: Context) -> dict[str, str]:
    """Every setting by its key; what was never set has its default."""
    from db.queries.settings import office_settings

    with ctx.store.open_view() as view:
        stored = office_settings(view)
    return {field.key: json.loads(stored.get(field.key, "null")) or field.default for field in SETTINGS}


def contact_words(values: Mapping[str, str]) -> str:
    """Who to ask and where to send, for letters and workbooks: name, phone, address; empty while none was set."""
    name, phone, address = (values[f"office.{part}"] for part in ("name", "phone", "address"))
    if not phone and not address and name == SETTINGS[0].default:
        return ""
    return "，".join((name, *((f"电话 {phone}",) if phone else ()), *((f"地址 {address}",) if address else ())))


def save_settings(ctx: Context, values: Mapping[str, str]) -> None:
    """Keep the given settings (right: edit_settings); UserError bad_setting: nothing is kept."""
    from db.models.system import Setting
    from db.queries.settings import find_setting
    from db.unit_of_work import open_work

    actor = require_right(ctx, Right.EDIT_SETTINGS)
    fields = {field.key: field for field in SETTINGS}
    for key, text in values.items():
        if key not in fields:
            raise UserError(f"没有设置“{key}”。", "unknown_setting")
        if problem := setting_problem(fields[key], text):
            raise UserError(problem, "bad_setting")
    with open_work(ctx.store, actor=actor, action="save_settings") as work:
        for key, text in values.items():
            kept = json.dumps(text.strip(), ensure_ascii=False)
            stored = find_setting(work.session, key)
            if stored is None:
                work.session.add(Setting(scope="", key=key, value=kept))
            elif stored.value != kept:
                stored.value = kept
        work.commit()


def _text_problem(_typed: str) -> str:
    return ""


def _phone_problem(typed: str) -> str:
    if _PHONE.fullmatch(typed):
        return ""
    return f"“{typed}”不像电话号码：座机写成 0421-2811234，手机写 11 位数字。"


def _shift_problem(typed: str) -> str:
    try:
        amount = Decimal(typed)
    except InvalidOperation:
        return f"“{typed}”不是数字，请输入毫米数，例如 1.5 或 -0.5。"
    if not amount.is_finite() or abs(amount) > MOST_SHIFT_MM:
        return f"偏移在 -{MOST_SHIFT_MM} 到 {MOST_SHIFT_MM} 毫米之间。"
    return ""


def _minutes_problem(typed: str) -> str:
    if typed.isascii() and typed.isdigit() and int(typed) <= MOST_IDLE_MINUTES:
        return ""
    return f"请输入 0 到 {MOST_IDLE_MINUTES} 的整数分钟；0 表示不锁定。"


def _folder_problem(typed: str) -> str:
    folder = Path(typed).expanduser()
    if not folder.is_absolute():
        return "请写出完整路径，或按“选择”挑一个文件夹。"
    return "" if folder.is_dir() else f"找不到文件夹 {folder}，请先建立它，或换一个。"


def _font_problem(typed: str) -> str:
    from cbec_desktop.documents.fonts import read_font

    font_file = Path(typed).expanduser()
    if not font_file.is_absolute():
        return "请写出字体文件的完整路径，或按“选择”挑一个。"
    try:
        read_font(font_file)
    except UserError as error:
        return error.message
    return ""


_KINDS = {
    "text": _text_problem,
    "phone": _phone_problem,
    "shift": _shift_problem,
    "minutes": _minutes_problem,
    "folder": _folder_problem,
    "font": _font_problem,
}
