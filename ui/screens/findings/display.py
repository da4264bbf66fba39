"""The findings of a year as rows: groups by level with their sums, checks passed and not checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cbec_desktop.awards.checks import CHECK_BY_CODE, CHECKS
from cbec_desktop.domain.finding_records import FindingGroup, FindingsOfYear, FindingState, Hit
from cbec_desktop.domain.measures import MEASURE_IDS, MEASURE_NUMBERS
from cbec_desktop.domain.statuses import FINDING_LEVEL_WORDS, FindingLevel
from cbec_desktop.services.findings import measures_of_clause
from ui.widgets.cells import ChipStatus, ChipText, TableCell, TableColumn, TableRow

ABSENT = "—"
COLUMNS = (
    TableColumn("级别", minimum=84), TableColumn("代码"), TableColumn("检查内容", stretch=1, minimum=150),
    TableColumn("措施"), TableColumn("命中", "right"), TableColumn("案件", "right"), TableColumn("待处理", "right"),
    TableColumn("已说明", "right"), TableColumn("自动", "right"),
)  # fmt: skip
LEVEL_CHIPS: dict[FindingLevel, tuple[ChipStatus, str]] = {
    FindingLevel.ERROR: ("err", "circle-x"),
    FindingLevel.WARNING: ("warn", "triangle-alert"),
    FindingLevel.NOTE: ("info", "circle-dot"),
    FindingLevel.NOT_CHECKED: ("neutral", "circle"),
}
TRIAL = "试运行"
TRIAL_CHIP: tuple[ChipStatus, str] = ("warn", "hourglass")
HIT, OPEN, ALL, PASSED, UNCHECKED = "hit", "open", "all", "passed", "unchecked"
LEVELS: tuple[tuple[str, str], ...] = (
    ("", "全部级别"),
    *((level.value, FINDING_LEVEL_WORDS[level]) for level in LEVEL_CHIPS if level is not FindingLevel.NOT_CHECKED),
    ("trial", TRIAL),
)


def filters(year: FindingsOfYear) -> list[tuple[str, str]]:
    """The views of the page with their counts."""
    return [
        (HIT, f"有结果 {sum(1 for group in year.groups if not group.is_trial)}"),
        (OPEN, f"待处理 {year.total(FindingState.OPEN)}"),
        (ALL, f"全部 {len(CHECKS)}"),
        (PASSED, f"通过 {len(year.passed)}"),
        (UNCHECKED, f"未检查 {len(year.unchecked)}"),
    ]


def level_key(group: FindingGroup) -> str:
    """What the choice of level knows a group by."""
    return "trial" if group.is_trial else group.level.value


def found_groups(year: FindingsOfYear, view: str, level: str, text: str) -> list[FindingGroup]:
    """The groups that the view, the level and the searched text leave."""
    wanted = text.strip().lower()
    return [
        group
        for group in year.groups
        if (view != OPEN or (group.count(FindingState.OPEN) and not group.is_trial))
        and level in ("", level_key(group))
        and (not wanted or _matches(group, wanted))
    ]


def _matches(group: FindingGroup, wanted: str) -> bool:
    if wanted in group.code.lower() or wanted in group.title:
        return True
    return any(wanted in hit.enterprise or wanted in hit.case_no.lower() for hit in group.hits)


def group_rows(groups: Sequence[FindingGroup]) -> list[TableRow]:
    """A row of sums before each level, then a row a check."""
    rows: list[TableRow] = []
    for key in dict.fromkeys(level_key(group) for group in groups):
        alike = [group for group in groups if level_key(group) == key]
        status, icon = TRIAL_CHIP if alike[0].is_trial else LEVEL_CHIPS[alike[0].level]
        word = TRIAL if alike[0].is_trial else FINDING_LEVEL_WORDS[alike[0].level]
        head = (
            TableCell("", chip=ChipText(word, status, icon)), TableCell(""), TableCell(f"{len(alike)} 项"),
            TableCell(""), *_counts(alike, cases=False),
        )  # fmt: skip
        rows.append(TableRow(head, back="total"))
        rows.extend(_group_row(group) for group in alike)
    return rows


def _group_row(group: FindingGroup) -> TableRow:
    cells = (
        TableCell(""), TableCell(group.code, tone="muted"), TableCell(group.title),
        TableCell(measure_words(group.measures), tone="muted"), *_counts([group], cases=True),
    )  # fmt: skip
    return TableRow(cells, key=group.key, tip=group.hits[0].message)


def _counts(groups: Sequence[FindingGroup], *, cases: bool) -> tuple[TableCell, ...]:
    states = (FindingState.OPEN, FindingState.EXPLAINED, FindingState.AUTOMATIC)
    sums = [sum(group.count(state) for group in groups) for state in states]
    return (
        TableCell(str(sum(group.count() for group in groups))),
        TableCell(str(groups[0].case_count) if cases else ""),
        *(
            TableCell(str(count) if count else ABSENT, tone="muted" if not count else "strong" if not place else "")
            for place, count in enumerate(sums)
        ),
    )


def check_rows(year: FindingsOfYear, view: str) -> list[TableRow]:
    """Checks without a hit: passed, not checked with the reason, of a later stage."""
    reasons = {item.code: item for item in year.unchecked}
    hit = {group.code for group in year.groups}
    rows = []
    for check in CHECKS:
        if check.code in hit and view != UNCHECKED:
            continue
        if check.code in reasons:
            item = reasons[check.code]
            chip, note = ChipText("未检查", "neutral", "circle"), item.message
            count = str(item.case_count) if item.case_count else ABSENT
        elif check.code in year.passed:
            chip, note, count = ChipText("通过", "ok", "circle-check"), "", ABSENT
        else:
            chip, note, count = ChipText("以后环节", "neutral", "pause"), "在审批、公示或拨付时检查", ABSENT
        if view == PASSED and check.code not in year.passed:
            continue
        if view == UNCHECKED and check.code not in reasons:
            continue
        words = f"{check.title}：{note}" if note else check.title
        cells = (
            TableCell("", chip=chip), TableCell(check.code, tone="muted"), TableCell(words),
            TableCell(measure_words(measures_of_clause(check.clause)), tone="muted"), TableCell(""),
            TableCell(count, tone="muted"), TableCell(""), TableCell(""), TableCell(""),
        )  # fmt: skip
        rows.append(TableRow(cells, tip=words))
    return rows


def measure_words(measures: Iterable[str]) -> str:
    """`M3 M4`, or 全部."""
    present = [measure_id for measure_id in MEASURE_IDS if measure_id in set(measures)]
    return "全部" if len(present) == len(MEASURE_IDS) else " ".join(f"M{MEASURE_NUMBERS[name]}" for name in present)


def total_words(year: FindingsOfYear) -> tuple[str, str]:
    """The total at the foot: how many checks, then the counts."""
    groups = sum(1 for group in year.groups if not group.is_trial)
    counts = (
        f"命中 {year.total()}  待处理 {year.total(FindingState.OPEN)}  "
        f"已说明 {year.total(FindingState.EXPLAINED)}  自动 {year.total(FindingState.AUTOMATIC)}"
    )
    return f"合计 {groups} 项，不含试运行", counts


def unchecked_words(year: FindingsOfYear) -> str:
    """未检查 named under the table: never counted as passed."""
    if not year.unchecked:
        return "没有未检查的项目。"
    named = "，".join(item.code for item in year.unchecked)
    return f"未检查 {len(year.unchecked)} 项：{named}。缺数据或尚未启用，不算通过。"


def short_case(case_no: str) -> str:
    """M4-211302-0007."""
    parts = case_no.split("-")
    return "-".join(parts[2:]) if len(parts) == 5 else case_no


def hit_sentence(hit: Hit) -> str:
    """What was found, with the line it is about."""
    return f"{hit.place}：{hit.message}" if hit.place else hit.message


def check_title(code: str) -> str:
    return CHECK_BY_CODE[code].title
