"""Rows and words of the parameter page: groups by measure, the change from the set before, the reading beside."""

from __future__ import annotations

from collections.abc import Sequence

from cbec_desktop.awards.parameter_values import change_words
from cbec_desktop.domain.measures import MEASURE_NUMBERS, MEASURE_SHORT
from cbec_desktop.domain.money import format_yuan
from cbec_desktop.services.parameter_views import ParameterLine, SetView
from cbec_desktop.services.reading_effects import Effects
from ui.set_choice import signed
from ui.widgets.cells import TableCell, TableColumn, TableRow

SHORT = 8
"""Longer lists are said by their number; the tool tip and the detail hold them whole."""
KIND_WORDS = {"reckons": "影响金额", "finding": "只影响检查", "text": "只影响文字"}


def columns(before: str | None) -> tuple[TableColumn, ...]:
    return (
        TableColumn("参数", stretch=3, minimum=140),
        TableColumn("本年值", "right", minimum=88),
        TableColumn("政策上限", "right"),
        TableColumn(f"与 {before}" if before else "与上一版", stretch=2, minimum=112),
        TableColumn("口径", minimum=44),
        TableColumn("条款"),
    )


def rows(lines: Sequence[ParameterLine]) -> list[TableRow]:
    """A group row a measure, then its parameters; what all measures share comes last."""
    found: list[TableRow] = []
    group: str | None = ""
    for line in lines:
        measure_id = line.parameter.measure_id
        if measure_id != group:
            group = measure_id
            found.append(TableRow((TableCell(group_words(measure_id), tone="strong"),), back="group"))
        found.append(row(line))
    return found


def group_words(measure_id: str | None) -> str:
    if measure_id is None:
        return "各措施共用"
    number = MEASURE_NUMBERS[measure_id]
    return f"M{number} {MEASURE_SHORT[measure_id]}　附件3 第 {number} 条"


def row(line: ParameterLine) -> TableRow:
    parameter = line.parameter
    value = plain_value(line, line.value)
    change = TableCell("—", tone="muted")
    if line.before is not None:
        words = change_words(parameter, line.before, line.value) if parameter.form == "readings" else value
        old = None if parameter.form == "readings" else plain_value(line, line.before)
        change = TableCell(words, tone="strong", old=old)
    letter = next((f" ({r.letter})" for r in parameter.readings if r.value == line.value and r.letter), "")
    return TableRow(
        (
            TableCell(parameter.phrase),
            TableCell(value, tone="" if line.is_default else "strong"),
            TableCell(f"≤ {limit_words(line)}" if parameter.limit else "—", tone="" if parameter.limit else "muted"),
            change,
            TableCell(f"{parameter.code}{letter}" if parameter.code else "—", tone="" if parameter.code else "muted"),
            TableCell(parameter.clause.removeprefix("附件3") or parameter.clause),
        ),
        key=parameter.id,
        tip=f"{parameter.phrase}：{line.words}",
    )


def plain_value(line: ParameterLine, value: str) -> str:
    """A value without what its column says already: the unit stands in the name, long readings without the bracket."""
    parameter = line.parameter
    words = parameter.words_of(value)
    if parameter.form == "yuan":
        return words.removesuffix(" 元")
    if parameter.form == "readings":
        return words if len(words) <= SHORT else f"{len(value.split(','))} 类"
    return shortened(words) if parameter.form == "reading" else words


def shortened(words: str) -> str:
    """A reading in at most ten characters, without what stands in brackets."""
    plain = words.split("（", 1)[0]
    return plain if len(plain) <= 10 else f"{plain[:9]}…"


def limit_words(line: ParameterLine) -> str:
    return line.limit_words.removesuffix(" 元")


def filters_of(found: SetView) -> list[tuple[str, str]]:
    """The filters with how many parameters each shows."""
    counts = {name: sum(matches(line, name, "") for line in found.lines) for name in ("all", "changed", "open", "own")}
    return [
        ("all", f"全部 {counts['all']}"),
        ("changed", f"与上一版不同 {counts['changed']}"),
        ("open", f"待局里定 {counts['open']}"),
        ("own", f"与默认不同 {counts['own']}"),
    ]


def matches(line: ParameterLine, name: str, wanted: str) -> bool:
    chosen = {
        "all": True,
        "changed": line.before is not None,
        "open": line.is_open,
        "own": not line.is_default,
    }[name]
    parameter = line.parameter
    text = (
        f"{parameter.phrase} {parameter.id} {parameter.code} {line.words} {group_words(parameter.measure_id)}".lower()
    )
    return chosen and all(word in text for word in wanted.lower().split())


def status_parts(found: SetView) -> list[str]:
    before = f"与 {found.before} 不同 **{len(found.changed)}** 项" if found.before else "没有上一版"
    made = f"{found.summary.name} 建立 {found.created_at[:10]} {found.created_by}"
    return [f"**{len(found.lines)}** 项参数 {before}", f"待局里定 **{len(found.open_questions)}** 项", made]


def effect_words(effects: Effects | None, line: ParameterLine, value: str) -> tuple[str, str]:
    """(the year's total, difference or 现用) under one reading; empty until it was reckoned."""
    if effects is None or line.parameter.kind != "reckons":
        return "", "现用" if value == line.value else ""
    if value == line.value:
        return format_yuan(effects.total).removesuffix(".00"), "现用"
    for effect in effects.by_parameter.get(line.parameter.id, ()):
        if effect.value == value:
            return format_yuan(effect.total).removesuffix(".00"), signed(effect.difference)
    return "", ""


def toggled_words(effects: Effects | None, line: ParameterLine, member: str) -> str:
    """What putting a member of a list in, or taking it out, would change."""
    if effects is None:
        return ""
    chosen = set(line.value.split(","))
    wanted = chosen - {member} if member in chosen else chosen | {member}
    for effect in effects.by_parameter.get(line.parameter.id, ()):
        if set(effect.value.split(",")) == wanted:
            return f"{'去掉' if member in chosen else '加上'} {signed(effect.difference)}"
    return ""
