"""The files of an import as the wizard lists them: counts, state, what became of each. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cbec_desktop.exchange.results import FilePlan, Verdict
from cbec_desktop.exchange.templates.catalogue import find_template
from ui.widgets.cells import ChipText, TableCell, TableRow


@dataclass(frozen=True, slots=True)
class FileItem:
    """One file of the list at the left; `state` names its icon: ok, warn or err."""

    name: str
    counts: tuple[tuple[str, int, str], ...]
    state: str
    refusal: str
    hint: str


def file_item(plan: FilePlan) -> FileItem:
    """The file with its counts; a file refused whole carries its sentence instead."""
    name = plan.path.name
    if plan.refusal is not None:
        return FileItem(name, (), "err", plan.refusal, plan.refusal)
    words = (
        (Verdict.NEW, "新", "ok"), (Verdict.CHANGED, "变", "accent"),
        (Verdict.REFUSED, "拒", "error"), (Verdict.CONFLICT, "冲", "warn"),
    )  # fmt: skip
    counts = tuple((word, plan.counts.get(verdict, 0), tone) for verdict, word, tone in words)
    is_clean = not (plan.counts.get(Verdict.REFUSED, 0) or plan.counts.get(Verdict.CONFLICT, 0))
    title = find_template(plan.template_id).title if plan.template_id else ""
    state = "ok" if is_clean else "warn"
    return FileItem(name, counts, state, "", f"{plan.template_id or ''} {title}".strip())


def result_row(file: FilePlan) -> TableRow:
    """What became of one file, for the last page."""
    name = TableCell(file.path.name)
    if file.refusal is not None:
        sentence = file.refusal.removeprefix(f"{file.path.name}：")
        chip = ChipText("未读取", "err", "circle-x")
        return TableRow(
            (name, TableCell("", chip=chip), *_counts(None), TableCell(sentence, tone="error")), tip=sentence
        )
    if not file.is_committed:
        chip = ChipText("未写入", "warn", "triangle-alert")
        return TableRow((name, TableCell("", chip=chip), *_counts(file), TableCell("没有可写的行", tone="muted")))
    refused = file.counts.get(Verdict.REFUSED, 0)
    note = f"拒绝的 {refused:,} 行没有写，见问题簿" if refused else "—"
    chip = ChipText("已写入", "ok", "circle-check")
    return TableRow(
        (name, TableCell("", chip=chip), *_counts(file), TableCell(note, tone="warn" if refused else "muted"))
    )


def _counts(file: FilePlan | None) -> tuple[TableCell, ...]:
    verdicts = (Verdict.NEW, Verdict.CHANGED, Verdict.UNCHANGED, Verdict.REFUSED)
    if file is None:
        return tuple(TableCell("—", tone="muted") for _ in verdicts)
    return tuple(TableCell(f"{file.counts.get(verdict, 0):,}") for verdict in verdicts)


def total_counts(plans: Iterable[FilePlan]) -> dict[Verdict, int]:
    """Counts over all files."""
    totals = dict.fromkeys(Verdict, 0)
    for plan in plans:
        for verdict in Verdict:
            totals[verdict] += plan.counts.get(verdict, 0)
    return totals


def good_row_count(plans: Iterable[FilePlan]) -> int:
    """Rows that would be written when refused ones are left out."""
    totals = total_counts(plan for plan in plans if plan.refusal is None)
    return totals[Verdict.NEW] + totals[Verdict.CHANGED]
