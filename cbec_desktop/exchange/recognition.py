"""Which template a workbook follows, which of its sheets is which, and where the headers stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cbec_desktop.domain.texts import fold_header, fold_name, shown
from cbec_desktop.exchange.file_kind import refuse
from cbec_desktop.exchange.reading import RawSheet
from cbec_desktop.exchange.sheet_facts import column_letter
from cbec_desktop.exchange.template import Sheet, Template
from cbec_desktop.exchange.templates.catalogue import find_template, importable_templates

HEADER_ROWS = 10
ENOUGH = 0.8
GUIDE_SHEET = "填报说明"
META_SHEET = "_meta"
HIDDEN_FIELDS = ("_id", "_version", "_hash", "校验结果")
"""Columns that the program itself adds: never reported as foreign, optional on return."""


@dataclass(slots=True)
class HeaderMatch:
    """The header row of a sheet: field → column index, foreign headers, fields that stand twice."""

    row: int
    positions: dict[str, int]
    foreign: dict[int, str] = field(default_factory=dict)
    twice: dict[str, list[int]] = field(default_factory=dict)
    in_wan: dict[str, int] = field(default_factory=dict)

    def share(self, sheet: Sheet) -> float:
        """The part of the template's own columns that was found."""
        return len(self.positions) / len(sheet.columns)


@dataclass(slots=True)
class MatchedSheet:
    """One sheet of the file that is one sheet of the template; `is_by_headers` when its name did not say so."""

    sheet: Sheet
    raw: RawSheet
    header: HeaderMatch
    is_by_headers: bool = False


def hidden_names() -> frozenset[str]:
    """The hidden sheets that are read all the same: `_meta` and the sheets of the templates."""
    return frozenset({META_SHEET} | {sheet.name for template in importable_templates() for sheet in template.sheets})


def read_meta(sheets: Iterable[RawSheet]) -> dict[str, str]:
    """The keys and values of `_meta`; empty when there is none."""
    for raw in sheets:
        if raw.name == META_SHEET and len(raw.columns) >= 2:
            pairs = zip(raw.columns[0], raw.columns[1], strict=True)
            return {str(key).strip(): _meta_text(value) for key, value in pairs if str(key).strip() not in ("", "key")}
    return {}


def _meta_text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value == int(value) else str(value).strip()


def match_headers(raw: RawSheet, sheet: Sheet) -> HeaderMatch | None:
    """The row of the first ten in which most headers of `sheet` stand; None when fewer than two do."""
    names = _names(sheet)
    best: HeaderMatch | None = None
    for index, number in enumerate(raw.numbers):
        if number > HEADER_ROWS:
            break
        found = _match_row(raw.row(index), number, names)
        if best is None or len(found.positions) > len(best.positions):
            best = found
    return best if best is not None and len(best.positions) >= min(2, len(sheet.columns)) else None


def _names(sheet: Sheet) -> dict[str, str]:
    names: dict[str, str] = {}
    for column in sheet.columns:
        for name in (column.header, *column.aliases):
            names.setdefault(fold_header(name), column.field)
    return names


def _match_row(cells: Sequence[object], number: int, names: dict[str, str]) -> HeaderMatch:
    match = HeaderMatch(number, {})
    for index, cell in enumerate(cells):
        header = fold_header(cell) if isinstance(cell, str) else ""
        name = names.get(header)
        if name is None:
            if header and header not in HIDDEN_FIELDS:
                match.foreign[index] = shown(cell)
                if "(万元)" in header and (yuan := names.get(header.replace("(万元)", "(元)"))):
                    match.in_wan[yuan] = index
        elif name in match.positions:
            match.twice.setdefault(name, [match.positions[name]]).append(index)
        else:
            match.positions[name] = index
    return match


def choose_template(
    path: Path, meta: dict[str, str], template_id: str | Template | None, sheets: list[RawSheet]
) -> tuple[Template, bool]:
    """The template, and whether only its headers told; raises UserError when it is not clear.

    A `Template` itself is taken as it is: one that is no report of a county has a door of its own.
    """
    said = meta.get("template_id", "")
    if isinstance(template_id, Template):
        if said and said != template_id.id:
            reason = f"文件自带的模板是 {said}，不是 {template_id.id} {template_id.title}；请核对。"
            raise refuse(path, reason, "other_template")
        return template_id, False
    if said:
        template = find_template(said)
        if template_id and find_template(template_id) != template:
            wanted = find_template(template_id)
            reason = f"文件自带的模板是 {template.id} {template.title}，不是 {wanted.id} {wanted.title}；请核对。"
            raise refuse(path, reason, "other_template")
        return _importable(path, template), False
    if template_id:
        return _importable(path, find_template(template_id)), False
    fitting = [template for template in importable_templates() if _share(template, sheets) >= ENOUGH]
    if len(fitting) != 1:
        choices = "、".join(f"{template.id} {template.title}" for template in importable_templates())
        reason = f"认不出是哪个模板（没有 _meta，表头也对不上）；请指明模板（命令行用 --template），可选：{choices}。"
        raise refuse(path, reason, "template_unknown")
    return fitting[0], True


def _importable(path: Path, template: Template) -> Template:
    if template.direction == "out":
        raise refuse(path, f"{template.id} {template.title}由市局发出，不能导入。", "not_importable")
    return template


def _share(template: Template, sheets: list[RawSheet]) -> float:
    """The part of the headers found, over the sheets of the template that the file seems to have."""
    found = total = 0
    for sheet in template.sheets:
        matches = [match for raw in sheets if (match := match_headers(raw, sheet))]
        best = max(matches, key=lambda match: len(match.positions), default=None)
        if best is not None and (best.share(sheet) >= ENOUGH or sheet is template.sheets[0]):
            found += len(best.positions)
            total += len(sheet.columns)
    return found / total if total else 0.0


def match_sheets(path: Path, template: Template, sheets: list[RawSheet], is_csv: bool) -> list[MatchedSheet]:
    """The sheets of the file that belong to the template, in its order; raises UserError when there are none."""
    matched: dict[str, MatchedSheet] = {}
    free = [raw for raw in sheets if raw.name != META_SHEET and raw.numbers]
    by_name = {fold_name(raw.name): raw for raw in free}
    for sheet in template.sheets:
        raw = None if is_csv else by_name.get(fold_name(sheet.name))
        if raw is not None:
            free.remove(raw)
            if header := match_headers(raw, sheet):
                matched[sheet.name] = MatchedSheet(sheet, raw, header)
            elif len(raw.numbers) > 1:
                raise refuse(
                    path, f"工作表“{sheet.name}”的前 {HEADER_ROWS} 行里找不到表头；请恢复表头后重发。", "no_headers"
                )
    for sheet in template.sheets:
        if sheet.name not in matched and (best := _best(free, sheet, ENOUGH)):
            matched[sheet.name] = best
            free.remove(best.raw)
    if not matched:
        first = template.sheets[0]
        loose = _best([raw for raw in free if raw.name != GUIDE_SHEET], first, 0.0)
        if loose is None:
            reason = f"没有找到“{first.name}”表，表头也对不上 {template.id} {template.title}；请用下发的模板填报。"
            raise refuse(path, reason, "no_headers")
        matched[first.name] = loose
    return [matched[sheet.name] for sheet in template.sheets if sheet.name in matched]


def _best(sheets: list[RawSheet], sheet: Sheet, at_least: float) -> MatchedSheet | None:
    found: MatchedSheet | None = None
    for raw in sheets:
        header = match_headers(raw, sheet)
        if header is None or header.share(sheet) < at_least:
            continue
        if found is None or len(header.positions) > len(found.header.positions):
            found = MatchedSheet(sheet, raw, header, is_by_headers=True)
    return found


def check_headers(path: Path, matched: MatchedSheet) -> None:
    """Refuse a sheet whose headers stand twice, lack a required column, or count in 万元."""
    sheet, header = matched.sheet, matched.header
    for name, indexes in header.twice.items():
        places = "和".join(f"{column_letter(index)}{header.row}" for index in indexes)
        wanted = sheet.column(name).header
        reason = f"工作表“{sheet.name}”的表头“{wanted}”重复出现（{places}），分不清用哪一列；请只留一列后重发。"
        raise refuse(path, reason, "duplicate_headers")
    for name, index in header.in_wan.items():
        if name not in header.positions:
            place, wanted = f"{column_letter(index)}{header.row}", sheet.column(name).header
            reason = f"工作表“{sheet.name}”{place} 的表头单位是万元，模板要求“{wanted}”；请换算成元并改回表头。"
            raise refuse(path, reason, "wrong_unit")
    missing = [c.header for c in sheet.columns if c.is_required and c.field not in header.positions]
    if missing:
        names = "、".join(f"“{name}”" for name in missing)
        reason = f"工作表“{sheet.name}”第 {header.row} 行的表头缺少必填列 {names}；请用下发的模板补齐后重发。"
        raise refuse(path, reason, "missing_columns")
