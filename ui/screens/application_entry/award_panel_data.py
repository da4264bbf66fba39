"""What stands beside the form: the live award, its steps, the list before handing in. Records without Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cbec_desktop.awards.measure import Assessment, Finding, Line
from cbec_desktop.domain.amount_in_words import amount_in_words
from cbec_desktop.domain.money import format_yuan
from cbec_desktop.domain.statuses import AssessmentStatus, FindingLevel
from cbec_desktop.services.entry import EntryProblem
from ui.widgets.entry_grid_state import LineResult

MOST_ITEMS = 12
TONES = {"error": "err", "warning": "warn", "note": "info", "ok": "ok"}


@dataclass(frozen=True, slots=True)
class PanelStep:
    """One step: label and amount, the numbers below; `is_binding` when it decided the award."""

    label: str
    amount: str
    note: str
    is_binding: bool
    group: str = ""


@dataclass(frozen=True, slots=True)
class TodoItem:
    """One line of 提交前: `tone` err, warn, info or ok; `problem` is where Enter goes."""

    tone: str
    text: str
    problem: EntryProblem | None = None


@dataclass(frozen=True, slots=True)
class AwardPanel:
    """The panel whole; `award` is — while nothing can be reckoned."""

    award: str
    words: str
    state: str
    steps: tuple[PanelStep, ...] = ()
    todo: tuple[TodoItem, ...] = ()
    open_count: int = 0
    bit: str = ""


NOTHING = AwardPanel("—", "填入明细后自动核算", "")


def award_panel(
    assessment: Assessment | None,
    problems: Sequence[EntryProblem],
    claimed: Decimal | None,
    names: Mapping[str, str],
) -> AwardPanel:
    """The panel of a trial with what the checks say; `names` maps the rules' names of rows to the grid's."""
    todo = [TodoItem(TONES.get(problem.level, "info"), problem_words(problem), problem) for problem in problems]
    if assessment is None:
        return AwardPanel(NOTHING.award, NOTHING.words, "", (), _first(todo), _open(todo))
    todo += _claim_note(claimed, assessment)
    todo += [_todo_of(finding, names) for finding in assessment.findings if not _is_said(finding)]
    steps = tuple(
        PanelStep(step.label, _signed(step.amount), step.expression, step.limit == "binding", step.group or "")
        for step in assessment.steps
    )
    todo = sorted(dict.fromkeys(todo), key=lambda item: ("err", "warn", "info", "ok").index(item.tone))
    is_known = assessment.status is not AssessmentStatus.UNDETERMINED
    return AwardPanel(
        award=f"{assessment.award_amount:,.0f}" if is_known else "待定",
        words=f"人民币{amount_in_words(assessment.award_amount)}" if is_known else "缺少决定金额的事实",
        state=assessment.parameter_set,
        steps=steps,
        todo=_first(todo),
        open_count=_open(todo),
        bit=assessment.binding_limit or "",
    )


def problem_words(problem: EntryProblem) -> str:
    """A problem with its place before it, as lists say it."""
    if problem.row is None or problem.message.startswith("第"):
        return problem.message
    return f"第 {problem.row + 1} 行：{problem.message}" if problem.sheet != "房屋租赁" else problem.message


def line_result(line: Line, findings: Iterable[Finding]) -> LineResult:
    """What stands at the right of a line: its award, or 不计 with the reason."""
    if line.dropped_by:
        return LineResult("不计", "warn", _reason(line, findings))
    return LineResult(format_yuan(line.award), "accent" if line.unit_limit_bit else "", line.note or "")


def counted_result(line: Line, findings: Iterable[Finding]) -> LineResult:
    """What of a line counts before rate and limits (计入)."""
    if line.dropped_by:
        return LineResult("不计", "warn", _reason(line, findings))
    return LineResult(format_yuan(line.eligible), "", line.note or "")


def _reason(line: Line, findings: Iterable[Finding]) -> str:
    place = f"第 {line.row} 行"
    said = [f for f in findings if f.code == line.dropped_by and (f.place or "").endswith(place)]
    return f"{said[0].message}（{line.dropped_by}）" if said else line.note or str(line.dropped_by)


def _claim_note(claimed: Decimal | None, assessment: Assessment) -> list[TodoItem]:
    if claimed is None or assessment.status is AssessmentStatus.UNDETERMINED:
        return []
    over = claimed - assessment.award_amount
    if over > 0:
        text = f"申报 {_short(claimed)} 高于核算额，提交后将核减 {_short(over)}"
        return [TodoItem("warn", text)]
    return [TodoItem("ok", "申报金额不高于核算额")]


def _is_said(finding: Finding) -> bool:
    """What is not checked is no work to do; that more is asked than granted stands above already."""
    return finding.level is FindingLevel.NOT_CHECKED or (finding.code == "R32" and finding.level is FindingLevel.NOTE)


def _short(amount: Decimal) -> str:
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


def _todo_of(finding: Finding, names: Mapping[str, str]) -> TodoItem:
    tone = {FindingLevel.ERROR: "err", FindingLevel.WARNING: "warn"}.get(finding.level, "info")
    place = f"{names.get(finding.place, finding.place)}：" if finding.place else ""
    return TodoItem(tone, f"{place}{finding.message}（{finding.code}）")


def _signed(amount: Fraction) -> str:
    return f"−{format_yuan(-amount)}" if amount < 0 else format_yuan(amount)


def _first(todo: Sequence[TodoItem]) -> tuple[TodoItem, ...]:
    return tuple(todo[:MOST_ITEMS])


def _open(todo: Sequence[TodoItem]) -> int:
    return sum(item.tone in ("err", "warn") for item in todo)
