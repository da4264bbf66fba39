"""The first page: what waits, what came in, what it sums up to."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from cbec_desktop.domain.clock import CHINA_TIME
from cbec_desktop.domain.measures import MEASURE_IDS
from cbec_desktop.domain.money import yuan_from_fen
from cbec_desktop.domain.overview import CaseToMend, MeasureSum, Overview
from cbec_desktop.domain.statuses import SET_STATUS_WORDS, SetStatus
from cbec_desktop.services.context import Context

SHOWN = 7


def year_overview(ctx: Context, award_year: int) -> Overview:
    """Counts and sums of one award year, all measures in the policy's order, also those without cases."""
    from db.queries import overview as queries
    from db.queries.policy import parameter_set_of_year

    with ctx.store.open_view() as view:
        enterprises, pending, trading = queries.counts(view, award_year)
        sums = {line.measure_id: line for line in queries.measure_sums(view, award_year)}
        to_mend_count, to_mend = queries.cases_to_mend(view, award_year, SHOWN)
        groups = queries.case_groups(view, award_year)
        imports = queries.last_imports(view, SHOWN)
        used_set = parameter_set_of_year(view, award_year)
    nothing = yuan_from_fen(0)
    return Overview(
        award_year=award_year,
        enterprises=enterprises,
        pending_enterprises=pending,
        trading_enterprises=trading,
        measures=tuple(sums.get(name) or MeasureSum(name, 0, nothing, nothing, 0) for name in MEASURE_IDS),
        groups=tuple(groups),
        to_mend_count=to_mend_count,
        to_mend=tuple(
            CaseToMend(case_no, firm, yuan_from_fen(fen), status == "undetermined", reason or "缺少决定金额的事实")
            for case_no, firm, fen, status, reason in to_mend
        ),
        imports=tuple(imports),
        parameter_set=used_set.name if used_set else None,
        is_trial=used_set is None or used_set.status == SetStatus.TRIAL,
    )


def store_line(ctx: Context, award_year: int) -> str:
    """What stands at the right of the status bar: last backup, and the parameter set of the year in force."""
    from db.queries.policy import parameter_set_of_year

    with ctx.store.open_view() as view:
        used_set = parameter_set_of_year(view, award_year)
    newest = last_backup(ctx)
    backup = "还没有备份" if newest is None else f"上次备份 {newest:%m-%d %H:%M}"
    if used_set is None:
        return f"本机数据库 · {backup}  {award_year} 年度未建参数"
    return f"本机数据库 · {backup}  参数 {used_set.name}（{SET_STATUS_WORDS[SetStatus(used_set.status)]}）"


def last_backup(ctx: Context) -> datetime | None:
    """When the newest backup was written, in the data folder or the office's backup folders; None without any."""
    from cbec_desktop.services.settings import read_settings

    values = read_settings(ctx)
    chosen = [Path(values[key]) for key in ("backup.folder", "backup.second_folder") if values[key]]
    files = [*ctx.paths.backups.glob("*.db"), *(file for folder in chosen for file in folder.glob("store-*.db"))]
    newest = max((path.stat().st_mtime for path in files), default=None)
    return None if newest is None else datetime.fromtimestamp(newest, CHINA_TIME)
