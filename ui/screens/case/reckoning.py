"""The reckoning of a case as the page shows it: limits, steps, findings, readings, and the text for the clipboard.

Pure functions on the stored assessment: nothing is reckoned again here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cbec_desktop.awards.measure import Assessment, Finding, Step
from cbec_desktop.domain.finding_records import FindingState, Hit, change_words
from cbec_desktop.domain.money import format_exact, format_yuan
from cbec_desktop.domain.statuses import FINDING_LEVEL_WORDS, AssessmentStatus, FindingLevel
from ui.screens.case.display import short_limit
from ui.widgets.cells import ChipStatus, ChipText, LimitCell

_LEVEL_ORDER = (FindingLevel.ERROR, FindingLevel.WARNING, FindingLevel.NOTE, FindingLevel.NOT_CHECKED)
_LEVEL_CHIPS: dict[FindingLevel, tuple[ChipStatus, str]] = {
    FindingLevel.ERROR: ("err", "circle-x"),
    FindingLevel.WARNING: ("warn", "triangle-alert"),
    FindingLevel.NOTE: ("info", "circle-dot"),
    FindingLevel.NOT_CHECKED: ("neutral", "circle"),
}
_MANY = 3


@dataclass(frozen=True, slots=True)
class StepRow:
    """One row of the step list; a group row (one lease) has only `label` and `is_group`."""

    number: str
    label: str
    expression: str
    basis: str
    amount: str
    is_binding: bool = False
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class FindingItem:
    """One finding, or the same finding on many rows joined; `places` names them all."""

    code: str
    chip: ChipText
    level: FindingLevel
    message: str
    clause: str
    places: tuple[str, ...]
    amount_out: str
    record_key: str | None
    sentences: tuple[str, ...] = ()
    open_keys: tuple[tuple[str, str, str, str], ...] = ()
    """The findings that wait for a written reason; empty where none is needed or possible."""
    reason_note: str = ""
    """Who explained what, or which reason lapsed."""
    is_explained: bool = False


def step_rows(assessment: Assessment) -> tuple[StepRow, ...]:
    """The steps in their order, numbered through, a heading before each group (one lease)."""
    rows: list[StepRow] = []
    group: str | None = None
    for number, step in enumerate(assessment.steps, start=1):
        if step.group != group and step.group:
            rows.append(StepRow("", step.group, "", "", "", is_group=True))
        group = step.group
        rows.append(_step_row(number, step))
    return tuple(rows)


def _step_row(number: int, step: Step) -> StepRow:
    expression = step.expression
    if step.limit == "untouched" and "未起作用" not in expression and "未触及" not in expression:
        expression = f"{expression}，未起作用" if expression else "未起作用"
    return StepRow(
        str(number), step.label, expression, step.clause.replace("·", " "), format_exact(step.amount),
        step.limit == "binding",
    )  # fmt: skip


def binding_row(rows: Iterable[StepRow]) -> int | None:
    """Where the first step that bit stands, so that the list opens there."""
    return next((index for index, row in enumerate(rows) if row.is_binding), None)


def limit_cells(assessment: Assessment) -> tuple[LimitCell, ...]:
    """One cell a limit on a common scale from 0. What bit is marked; when nothing did, the ratio decided."""
    limits = _limit_amounts(assessment)
    if not limits:
        return ()
    longest = max(amount for _, amount, _ in limits) or Fraction(1)
    none_bit = not any(bites for _, _, bites in limits)
    return tuple(
        LimitCell(name, short_limit(name), format_yuan(amount), amount / longest, bites or (none_bit and not number))
        for number, (name, amount, bites) in enumerate(limits)
    )


def _limit_amounts(assessment: Assessment) -> list[tuple[str, Fraction, bool]]:
    """Name, amount (Σ over leases) and whether it bit, in the order of the steps."""
    found: dict[str, tuple[Fraction, bool]] = {}
    for step in assessment.steps:
        if step.limit_amount is not None:
            before, bites = found.get(step.label, (Fraction(0), False))
            found[step.label] = (before + step.limit_amount, bites or step.limit == "binding")
    return [(name, amount, bites) for name, (amount, bites) in found.items()]


def finding_items(findings: Iterable[Finding], hits: Sequence[Hit] = ()) -> tuple[FindingItem, ...]:
    """Findings in the order must, needs, explained, note, not checked; the same on several rows is one item.

    `hits` are the same findings with the reasons written for them, in the same order.
    """
    kinds: dict[tuple[object, ...], list[_Told]] = {}
    listed = list(findings)
    known: Sequence[Hit | None] = hits if len(hits) == len(listed) else [None] * len(listed)
    for finding, hit in zip(listed, known, strict=True):
        told = _Told(finding, hit)
        reason = hit.reason.text if hit is not None and hit.reason is not None else ""
        kinds.setdefault((told.level, finding.code, told.state, reason), []).append(told)
    items = [_item(group) for alike in kinds.values() for group in _joined(alike)]
    return tuple(
        sorted(
            items, key=lambda item: (_LEVEL_ORDER.index(item.level), item.is_explained, not item.open_keys, item.code)
        )
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """A finding of the result with what the clerk has written about it."""

    finding: Finding
    hit: Hit | None

    @property
    def level(self) -> FindingLevel:
        return self.finding.level if self.hit is None else self.hit.level

    @property
    def state(self) -> FindingState:
        if self.hit is not None:
            return self.hit.state
        return FindingState.OPEN if self.finding.amount_out is None else FindingState.AUTOMATIC


def _joined(alike: list[_Told]) -> list[list[_Told]]:
    """Findings of one code: equal sentences together, three and more that differ in their row only, too."""
    if len(alike) >= _MANY and all(told.finding.place for told in alike):
        return [alike]
    by_message: dict[str, list[_Told]] = {}
    for told in alike:
        by_message.setdefault(told.finding.message, []).append(told)
    return list(by_message.values())


def _item(group: list[_Told]) -> FindingItem:
    first, findings = group[0], [told.finding for told in group]
    places = tuple(dict.fromkeys(finding.place for finding in findings if finding.place))
    sentences = tuple(dict.fromkeys(finding.message for finding in findings))
    out = sum((finding.amount_out for finding in findings if finding.amount_out), start=0)
    needs_reason = first.level is FindingLevel.WARNING and first.state is FindingState.OPEN
    return FindingItem(
        code=first.finding.code,
        chip=_chip(first),
        level=first.level,
        message=first.finding.message + (f"（同类共 {len(sentences)} 条）" if len(sentences) > 1 else ""),
        clause=first.finding.clause,
        places=places,
        amount_out=f"剔除 {format_yuan(out)} 元" if out else "",
        record_key=next((finding.record_key for finding in findings if finding.record_key), None),
        sentences=sentences,
        open_keys=tuple(told.hit.key for told in group if told.hit is not None) if needs_reason else (),
        reason_note=_reason_note(group),
        is_explained=first.state is FindingState.EXPLAINED,
    )


def _chip(told: _Told) -> ChipText:
    if told.hit is not None and told.hit.is_trial:
        return ChipText("试运行", "warn", "hourglass")
    if told.state is FindingState.EXPLAINED:
        return ChipText("已说明", "ok", "circle-check")
    kind, icon = _LEVEL_CHIPS[told.level]
    is_dropped = told.level is FindingLevel.WARNING and told.state is FindingState.AUTOMATIC
    return ChipText("已剔除" if is_dropped else FINDING_LEVEL_WORDS[told.level], kind, icon)


def _reason_note(group: Sequence[_Told]) -> str:
    for told in group:
        if told.hit is not None and told.hit.reason is not None:
            reason = told.hit.reason
            return f"{reason.by} {reason.at[5:10]}：{reason.text}"
        if told.hit is not None and told.hit.lapsed is not None:
            lapsed = told.hit.lapsed
            return f"{lapsed.at[5:10]} {lapsed.by}的说明已失效：{change_words(lapsed.value, told.hit.value)}。"
    return ""


def place_note(item: FindingItem) -> str:
    """Where and how much: all places up to three, then the count."""
    places = "、".join(item.places[:_MANY])
    if len(item.places) > _MANY:
        places += f" 等 {len(item.places)} 处"
    return " · ".join(part for part in (places, item.amount_out) if part)


def finding_counts(items: Iterable[FindingItem]) -> dict[FindingLevel, int]:
    """How many items of each level; what was explained no longer waits, 未检查 is never counted as passed."""
    counts = dict.fromkeys(_LEVEL_ORDER, 0)
    for item in items:
        counts[item.level] += not item.is_explained
    return counts


def result_note(assessment: Assessment) -> str:
    """What decided the amount, for the line under the result."""
    if assessment.status == AssessmentStatus.UNDETERMINED:
        return "缺少决定金额的事实，暂不能核定"
    return f"{assessment.binding_limit}起作用" if assessment.binding_limit else "上限都没有起作用"


def copy_text(assessment: Assessment) -> str:
    """The steps as F16 prints them, tab-separated, for WPS."""
    lines = [f"{assessment.case_no}\t{assessment.enterprise}\t参数 {assessment.parameter_set}"]
    for row in step_rows(assessment):
        lines.append("\t".join((row.number, row.label, row.expression, row.basis, row.amount)))
    lines.append(f"\t核算额\t\t\t{format_yuan(assessment.award_amount)}")
    return "\n".join(lines)
