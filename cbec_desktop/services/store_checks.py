"""What `verify` looks at: each check is a function that yields what is wrong and changes nothing."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

from cbec_desktop.domain.errors import UserError
from cbec_desktop.jobs import JobContext
from cbec_desktop.services.context import Context
from cbec_desktop.services.store_problem import StoreProblem

_SHA256 = re.compile(r"[0-9a-f]{64}")
_BLOCK = 1 << 20


def verify_store(ctx: Context, job: JobContext) -> list[StoreProblem]:
    """Every check in turn; an empty list when the store stands. Long: give it a job."""
    problems: list[StoreProblem] = []
    for position, (words, check) in enumerate(CHECKS):
        job.step(position, len(CHECKS), words)
        try:
            problems += check(ctx)
        except UserError as refusal:
            problems.append(StoreProblem("V00", "数据库", f"{words}时出错：{refusal.message}"))
            if refusal.code == "store_damaged":
                break
    job.step(len(CHECKS), len(CHECKS), "完成")
    return problems


def check_file(ctx: Context) -> Iterator[StoreProblem]:
    """SQLite's own checks of pages, indexes, constraints and references."""
    from db.queries.integrity import file_faults, missing_triggers

    with ctx.store.open_view() as view:
        for fault in file_faults(view):
            yield StoreProblem("V01", "数据库", f"库文件检查未通过：{fault}。请用最近的备份恢复。")
        for name in missing_triggers(view):
            yield StoreProblem("V02", name, "数据库的保护规则（触发器）缺失，有人在程序之外改过库。请用备份恢复。")


def check_audit_chain(ctx: Context) -> Iterator[StoreProblem]:
    """Every audit entry follows from the one before it: numbers without gaps, hashes that come out again."""
    from db.digests import GENESIS, chain_hash
    from db.queries.system import audit_chain

    expected, previous = 1, GENESIS
    with ctx.store.open_view() as view:
        for entry in audit_chain(view):
            sound = entry.id == expected and entry.previous_hash == previous
            if not sound or entry.hash != chain_hash(previous, entry.covered):
                yield StoreProblem("V03", f"audit_entry {entry.id}", "操作日志从这一条起对不上，记录可能被改过或删过。")
                return
            expected, previous = expected + 1, entry.hash


def check_audit_tail(ctx: Context) -> Iterator[StoreProblem]:
    """Reckonings and prints stand in the audit trail: cutting off its end breaks no hash, but leaves them alone."""
    from db.queries.integrity import unsealed_moments

    with ctx.store.open_view() as view:
        for table, moment in unsealed_moments(view):
            yield StoreProblem("V12", f"{table} {moment}", "操作日志里没有这一时刻的记录，日志的末尾可能被删过。")


def check_import_images(ctx: Context) -> Iterator[StoreProblem]:
    """The row images of every import are the ones its audit entry was sealed with."""
    from db.digests import digest_rows
    from db.queries.integrity import import_batches, import_images, sealed_batch_digests

    with ctx.store.open_view() as view:
        sealed = sealed_batch_digests(view)
        for batch_id, file_name, stored in import_batches(view):
            if digest_rows(import_images(view, batch_id)) != stored:
                yield StoreProblem("V04", f"import_batch {batch_id}", f"{file_name} 的导入明细与导入时不一致。")
            elif sealed.get(batch_id) != stored:
                yield StoreProblem("V05", f"import_batch {batch_id}", f"{file_name} 的导入摘要与操作日志不一致。")


def check_printed_forms(ctx: Context) -> Iterator[StoreProblem]:
    """Archived copies of printed forms are there, unchanged, and sealed with an audit entry that still exists."""
    from db.queries.integrity import printed_files

    with ctx.store.open_view() as view:
        copies = printed_files(view)
    hashes: dict[str, str | None] = {}  # copies of one batch share a file
    for copy in copies:
        record = f"printed_form {copy.id}"
        if copy.file_name not in hashes:
            path = ctx.paths.printed / copy.file_name
            hashes[copy.file_name] = file_sha256(path) if path.is_file() else None
        if hashes[copy.file_name] is None:
            yield StoreProblem("V06", record, f"已打印表单的存档 {copy.file_name} 不见了。")
        elif hashes[copy.file_name] != copy.file_sha256:
            yield StoreProblem("V07", record, f"已打印表单的存档 {copy.file_name} 与打印时不一致。")
        if not copy.is_head_known:
            yield StoreProblem("V11", record, "表单上的留痕号在操作日志里找不到，日志可能被删过。")


def check_attachments(ctx: Context) -> Iterator[StoreProblem]:
    """An attachment lies under its own SHA-256: a changed one no longer fits its name."""
    if not ctx.paths.attachments.is_dir():
        return
    for path in sorted(ctx.paths.attachments.rglob("*")):
        if path.is_file() and _SHA256.fullmatch(path.stem) and file_sha256(path) != path.stem:
            yield StoreProblem("V09", path.name, "附件内容与入库时不一致。")


def check_parameter_sets(ctx: Context) -> Iterator[StoreProblem]:
    """The values of every set still have the hash that assessments were frozen with."""
    from cbec_desktop.awards.parameters import hash_values
    from db.queries.integrity import parameter_hashes

    with ctx.store.open_view() as view:
        stored = parameter_hashes(view)
    for name, award_year, values_json, content_hash in stored:
        if hash_values(award_year, json.loads(values_json)) != content_hash:
            yield StoreProblem("V10", name, "参数集的内容与它的指纹不一致。")


def check_awards(ctx: Context) -> Iterator[StoreProblem]:
    """Every stored award is reckoned again from its facts and its frozen set."""
    from cbec_desktop.services.assessment_checks import recheck_assessments

    yield from recheck_assessments(ctx)


CHECKS = (
    ("检查库文件", check_file),
    ("检查操作日志", check_audit_chain),
    ("检查操作日志的末尾", check_audit_tail),
    ("检查导入明细", check_import_images),
    ("检查参数集", check_parameter_sets),
    ("检查已打印表单", check_printed_forms),
    ("检查附件", check_attachments),
    ("重新核算", check_awards),
)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
