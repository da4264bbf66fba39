"""The main line in one go on the shipped samples, and the bundle's self-test."""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.money import format_yuan, plain_yuan
from cbec_desktop.jobs import JobContext
from cbec_desktop.paths import DataPaths, resources_folder
from cbec_desktop.services import accounts, assessments, exports, forms, imports, stores
from cbec_desktop.services.context import Context

OpenContext = Callable[[Path], Context]
"""Makes the context of a new data folder: handed in by the caller, for the composition root stands above."""

DEMO_YEAR = 2026
DEMO_ACCOUNT = "demo"
FORMS = ("F02", "F15", "F16")


@dataclass(slots=True)
class DemoResult:
    """What a demo run made and where it lies."""

    data: Path
    out: Path
    seconds: float = 0.0
    password: str | None = None
    files: list[tuple[str, dict[str, int]]] = field(default_factory=list)
    cases: int = 0
    award_amount: Decimal = Decimal(0)
    printed: dict[str, int] = field(default_factory=dict)
    problems: Path | None = None
    summary: Path | None = None

    def as_json(self) -> dict[str, Any]:
        """The run as one JSON document."""
        return {
            "data": str(self.data),
            "out": str(self.out),
            "account": DEMO_ACCOUNT,
            "files": [{"file": name, "counts": counts} for name, counts in self.files],
            "totals": {"cases": self.cases, "award_amount": plain_yuan(self.award_amount)},
            "forms": self.printed,
            "problems": str(self.problems) if self.problems else None,
            "summary": str(self.summary) if self.summary else None,
            "seconds": round(self.seconds, 1),
        }

    def sentences(self) -> list[str]:
        """The run told to a person."""
        rows = sum(counts["new"] for _, counts in self.files)
        refused = sum(counts["refused"] for _, counts in self.files)
        lines = [
            f"导入 {len(self.files)} 个文件：写入 {rows} 行，拒绝 {refused} 行。",
            f"核算 {self.cases} 件申报，合计 {format_yuan(self.award_amount)} 元（参数集为试行，表单均标“试算”）。",
            "打印表单：" + "，".join(f"{code} {count} 份" for code, count in self.printed.items()) + "。",
            f"数据库在 {self.data}",
            f"表单在 {self.out / 'forms'}",
            f"问题簿（拒绝的行及改法）在 {self.problems}",
            f"审核结果汇总（W4）在 {self.summary}",
            f"用时 {self.seconds:.1f} 秒。打开窗口：cbec --data “{self.data}”，账户 {DEMO_ACCOUNT}。",
        ]
        if self.password:
            lines.append(f"口令（只显示这一次）：{self.password}")
        return lines


def sample_files() -> list[Path]:
    """The shipped sample workbooks: register, monthly reports, then applications."""
    folder = resources_folder() / "samples" / str(DEMO_YEAR)
    order = {"W1": 0, "W3": 1, "W2": 2}
    files = [path for path in folder.iterdir() if path.name[:2] in order]
    return sorted(files, key=lambda path: (order[path.name[:2]], path.name))


def run_demo(out: Path, data: Path | None, password: str | None, open_new: OpenContext) -> DemoResult:
    """From an empty folder to forms and summary (ruling 19); UserError when a store is there."""
    started = time.monotonic()
    folder = data or out / "data"
    if DataPaths(folder).store.exists():
        raise UserError(f"{folder} 里已经有库，演示不会覆盖它；请用 --out 指定一个空文件夹。", "store_exists")
    result = DemoResult(data=folder, out=out)
    if not password:
        password = result.password = secrets.token_urlsafe(9)
    ctx = _new_store(open_new(folder), password)
    _import_samples(ctx, result)
    results = assessments.assess_year(ctx, year=DEMO_YEAR, case_no=None, parameter_set=None, job=JobContext())
    result.cases = len(results)
    result.award_amount = sum((item.award_amount for item in results), Decimal(0))
    _print_all(ctx, result, [item.case_no for item in results])
    result.summary = out / f"W4-审核结果-{DEMO_YEAR}.xlsx"
    exports.export_template(ctx, "W4", result.summary, county=None, year=DEMO_YEAR, is_blank=False, job=JobContext())
    result.seconds = time.monotonic() - started
    return result


def _new_store(ctx: Context, password: str) -> Context:
    stores.init_store(ctx, DEMO_ACCOUNT, password)
    return ctx.acting(accounts.authenticate(ctx, DEMO_ACCOUNT, password))


def _import_samples(ctx: Context, result: DemoResult) -> None:
    plan = imports.plan_import(ctx, sample_files(), None, JobContext())
    result.problems = result.out / "问题簿.xlsx"
    result.out.mkdir(parents=True, exist_ok=True)
    imports.write_problem_workbook(ctx, plan, result.problems)
    imports.commit_import(ctx, plan, True, JobContext())
    result.files = [(file.path.name, file.counts) for file in plan.files]


def _print_all(ctx: Context, result: DemoResult, case_nos: list[str]) -> None:
    for code in FORMS:
        folder = result.out / "forms" / code
        files = forms.print_forms(ctx, code, case_nos, folder, JobContext())
        result.printed[code] = len(files)


def run_selftest(open_new: OpenContext) -> list[str]:
    """For the bundle: a scratch store, one sample in, one PDF out; returns what was done."""
    with tempfile.TemporaryDirectory(prefix="cbec-selftest-") as scratch:
        out = Path(scratch)
        ctx = _new_store(open_new(out / "data"), secrets.token_urlsafe(9))
        samples = resources_folder() / "samples" / str(DEMO_YEAR)
        paths = [samples / "W1-211302.xlsx", samples / "W2-211302.xlsx"]
        plan = imports.plan_import(ctx, paths, None, JobContext())
        imports.commit_import(ctx, plan, True, JobContext())
        results = assessments.assess_year(ctx, year=DEMO_YEAR, case_no=None, parameter_set=None, job=JobContext())
        files = forms.print_forms(ctx, "F16", [results[0].case_no], out / "F16.pdf", JobContext())
        size = files[0].stat().st_size
        ctx.store.close()
    rows = sum(file.counts["new"] for file in plan.files)
    return [f"自检通过：建库，导入 {rows} 行，核算 {len(results)} 件，生成 PDF {size} 字节。"]
