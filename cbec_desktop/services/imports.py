"""Import of workbooks: read → convert → judge → plan shown → commit or leave."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from cbec_desktop.domain.clock import timestamp
from cbec_desktop.domain.errors import RowProblem, UserError
from cbec_desktop.domain.records import Actor
from cbec_desktop.domain.rights import Right
from cbec_desktop.exchange.results import FilePlan, ImportPlan, ParsedWorkbook, Verdict
from cbec_desktop.jobs import JobContext, collector_paused
from cbec_desktop.services.accounts import require_right
from cbec_desktop.services.context import Context
from cbec_desktop.services.import_commit import RealIds, write_file
from cbec_desktop.services.import_image import StoreImage
from cbec_desktop.services.import_plan import PreparedFile, plan_workbook
from db.queries.imports import audit_head
from db.reading import open_reading

ATTEMPTS = 3
Read = Callable[[Path, str | None, JobContext], ParsedWorkbook]


def read_file(path: Path, template_id: str | None, job: JobContext) -> ParsedWorkbook:
    """The workbook at `path`, read and converted; UserError refuses the file whole."""
    from cbec_desktop.exchange.pipeline import read_workbook

    return read_workbook(path, template_id, job)


def plan_import(
    ctx: Context, paths: Sequence[Path], template_id: str | None, job: JobContext, *, read: Read = read_file
) -> ImportPlan:
    """What importing these files, in this order, would do; a later file sees earlier ones as if committed.

    Nothing is written and the store is not locked. A file that cannot be read is refused whole and does not stop
    the others. Raises UserError when the right to import is lacking or the store cannot be read.
    """
    actor = require_right(ctx, Right.IMPORT_WORKBOOKS)
    image = StoreImage()
    files = []
    for done, path in enumerate(paths):
        job.step(done, len(paths), f"读取 {path.name}")
        with collector_paused():
            files.append(plan_file(ctx, path, template_id, image, actor, job, read=read))
    job.step(len(paths), len(paths), "计划已就绪")
    return ImportPlan(files)


def plan_file(
    ctx: Context,
    path: Path,
    template_id: str | None,
    image: StoreImage,
    actor: Actor,
    job: JobContext,
    *,
    read: Read = read_file,
) -> FilePlan:
    """Plan of one file on top of `image`; a file that cannot be read gives a plan with the refusal."""
    try:
        workbook = read(path, template_id, job)
    except UserError as refusal:
        return refused_file(path, template_id, refusal)
    with open_reading(ctx.store) as connection:
        return plan_workbook(workbook, image, connection, now=timestamp(ctx.clock()), actor=actor.name)


def refused_file(path: Path, template_id: str | None, refusal: UserError) -> FilePlan:
    """The plan of a file that is refused whole: no rows, one sentence."""
    counts = {verdict.value: 0 for verdict in Verdict}
    return FilePlan(path, template_id, counts, [], [], refusal.message, refusal.code)


def commit_import(
    ctx: Context, plan: ImportPlan, good_rows: bool, job: JobContext, *, read: Read = read_file
) -> ImportPlan:
    """Write what the plan says, each file its own transaction, and return the plan with `is_committed` set.

    A file with refused rows is left out unless `good_rows`. When the store changed since the plan, a file is
    planned anew: it is written if the outcome is still the one that was shown, refused if not. Raises UserError
    when the right is lacking or the store cannot be written, Cancelled when the clerk stopped: the file under way
    then leaves nothing behind.
    """
    actor = require_right(ctx, Right.IMPORT_WORKBOOKS)
    chain = Chain()
    for done, file in enumerate(plan.files):
        job.step(done, len(plan.files), f"写入 {file.path.name}")
        if file.refusal is not None or file.is_committed:
            continue
        if file.counts["refused"] and not good_rows:
            chain.is_broken = True
            continue
        with collector_paused():
            _commit_file(ctx, file, chain, actor, job, read)
    job.step(len(plan.files), len(plan.files), "写入完成")
    return plan


class Chain:
    """Files committed one after the other on one plan: what earlier ones left for later ones.

    `head` is the audit head that the last of them left; `is_broken` when one that later files counted on was not
    written as planned.
    """

    def __init__(self) -> None:
        self.ids = RealIds()
        self.head: int | None = None
        self.is_broken = False


def _commit_file(ctx: Context, file: FilePlan, chain: Chain, actor: Actor, job: JobContext, read: Read) -> None:
    is_replanned = False
    for _ in range(ATTEMPTS):
        if _write_if_fresh(ctx, file, chain, actor, job, is_replanned):
            file.is_committed = True
            chain.is_broken = chain.is_broken or is_replanned
            return
        if not _plan_again(ctx, file, actor, job, read):
            chain.is_broken = True
            return
        is_replanned = True
    raise UserError("别的程序正在连续改动数据库，本文件没有写入。请稍后重新核对计划。", "store_busy")


def _write_if_fresh(
    ctx: Context, file: FilePlan, chain: Chain, actor: Actor, job: JobContext, is_replanned: bool
) -> bool:
    """Write the file if nothing but this commit's own files changed the store since it was planned."""
    from db.unit_of_work import open_work

    prepared: PreparedFile = file.commit_data
    with open_work(ctx.store, actor=actor, action="commit_import", reason=file.path.name, clock=ctx.clock) as work:
        head = audit_head(work.session.connection().exec_driver_sql)
        expected = prepared.head if is_replanned or chain.head is None else chain.head
        if head != expected or (chain.is_broken and not is_replanned):
            return False
        if prepared.writes.is_empty:
            return True
        file.commit_data = replace(prepared, head=None)  # half-numbered records are never written a second time
        write_file(work, file, prepared, RealIds() if is_replanned else chain.ids, job)
        work.commit()
        chain.head = work.audit_head
    return True


def _plan_again(ctx: Context, file: FilePlan, actor: Actor, job: JobContext, read: Read) -> bool:
    """Plan the file on the store as it is now; False, with the reason in the plan, when the outcome differs."""
    anew = plan_file(ctx, file.path, file.template_id, StoreImage(), actor, job, read=read)
    if anew.refusal is not None:
        file.refusal, file.refusal_code = anew.refusal, anew.refusal_code
        return False
    if anew.commit_data.sha256 != file.commit_data.sha256:
        file.refusal = f"{file.path.name} 在核对计划之后被改动，没有写入。请重新核对。"
        file.refusal_code = "file_changed"
        return False
    if _outcome(anew) != _outcome(file):
        file.refusal = f"核对计划之后，库里的相关记录有了变化，{file.path.name} 没有写入。请重新核对。"
        file.refusal_code = "plan_stale"
        return False
    file.commit_data = anew.commit_data
    return True


def _outcome(plan: FilePlan) -> list[tuple[object, ...]]:
    return [(row.sheet, row.row, row.verdict, row.changes) for row in plan.rows]


def write_problem_workbook(ctx: Context, plan: ImportPlan, out: Path) -> list[Path]:
    """Write the reply to the county to `out`: its own file, marked; returns what was written.

    Of several files with problems each gets its own reply beside `out` (name of `out`, then name of the file), and
    `out` itself lists them all. A plan without problems writes nothing. Raises UserError when a file changed after
    it was planned, or `out` cannot be written or is one of the files that came in.
    """
    from cbec_desktop.exchange.problem_workbook import write_marked, write_overview

    require_right(ctx, Right.IMPORT_WORKBOOKS)
    if out.resolve() in {file.path.resolve() for file in plan.files}:
        raise UserError(f"问题簿不能写到来文 {out.name} 上，否则原件就没有了；请换一个文件名。", "same_file")
    marked = [file for file in plan.files if file.refusal is None and _has_problems(file)]
    refused = [file for file in plan.files if file.refusal is not None]
    if not marked and not refused:
        return []
    if len(marked) == 1 and not refused:
        _refuse_changed_file(marked[0])
        write_marked(marked[0].path, marked[0].commit_data.places, marked[0].problems, out)
        return [out]
    write_overview(_overview(plan), out)
    written = [out]
    for file in marked:
        _refuse_changed_file(file)
        ending = ".xlsm" if file.path.suffix.lower() == ".xlsm" else ".xlsx"
        target = out.with_name(f"{out.stem}-{file.path.stem}{ending}")
        write_marked(file.path, file.commit_data.places, file.problems, target)
        written.append(target)
    return written


def _has_problems(file: FilePlan) -> bool:
    return any(problem.level != "note" and problem.row is not None for problem in file.problems)


def _refuse_changed_file(file: FilePlan) -> None:
    try:
        is_same = hashlib.sha256(file.path.read_bytes()).hexdigest() == file.commit_data.sha256
    except OSError as fault:
        raise UserError(
            f"读不到 {file.path.name}：文件可能已移走。请放回原处，或重新核对计划。", "missing_file"
        ) from fault
    if not is_same:
        raise UserError(f"{file.path.name} 在核对计划之后被改动。请重新核对后再生成问题簿。", "file_changed")


def _overview(plan: ImportPlan) -> Iterator[tuple[str, RowProblem]]:
    for file in plan.files:
        if file.refusal is not None:
            code = file.refusal_code or "refused"
            yield file.path.name, RowProblem("", None, None, code, "error", file.refusal)
        for problem in file.problems:
            if problem.level != "note":
                yield file.path.name, problem
