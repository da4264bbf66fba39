"""The import wizard: files → reading → plan → writing → result. Knows no widgets; the view shows what it says."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

from cbec_desktop.domain.errors import UserError
from cbec_desktop.exchange.results import FilePlan, ImportPlan, Verdict
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import imports
from ui.screen import Job, ScreenHost
from ui.screens.imports.display import FileItem, file_item, good_row_count, result_row, total_counts
from ui.screens.imports.plan_lines import Filter, PlanLine, PlanLines, filter_counts, plan_lines
from ui.widgets.cells import TableRow

STEPS = ("选择文件", "读取与校验", "核对计划", "写入", "结果")
CHOOSE, READ, REVIEW, WRITE, RESULT = range(len(STEPS))
PATTERNS = ("*.xlsx", "*.xlsm", "*.xls", "*.ods", "*.csv")
WATCHED = ("enterprise", "application", "import_batch", "trade_performance")


class ImportView(Protocol):
    """What the wizard's view must be able to show; `report` may be called from any thread."""

    def show_step(self, step: int) -> None: ...
    def show_chosen(self, paths: Sequence[Path]) -> None: ...
    def report(self, done: int, total: int, text: str) -> None: ...
    def show_files(self, items: Sequence[FileItem], current: int) -> None: ...
    def show_filters(self, counts: dict[Filter, int], current: Filter) -> None: ...
    def show_lines(self, lines: Sequence[PlanLine]) -> None: ...
    def select_line(self, number: int) -> None: ...
    def show_sentence(self, sentence: str, *, is_error: bool) -> None: ...
    def show_foot(self, headline: str, note: str, *, can_write: bool, verb: str, has_problems: bool) -> None: ...
    def show_result(self, headline: str, rows: Sequence[TableRow], *, has_problems: bool) -> None: ...
    def copy(self, text: str) -> None: ...


class ImportPresenter:
    """State of one run of the wizard; its public methods are what the clerk wants."""

    def __init__(self, host: ScreenHost, view: ImportView) -> None:
        self._host = host
        self._view = view
        self.step = CHOOSE
        self.paths: list[Path] = []
        self.plan: ImportPlan | None = None
        self.current_file = 0
        self.filter = Filter.PENDING
        self.search_text = ""
        self.lines = PlanLines()
        self.current_line = -1
        self.opened: frozenset[int] = frozenset()
        self._job: Job | None = None
        self._seconds = 0.0

    def start(self) -> None:
        """Show the first step."""
        self._go(CHOOSE)
        self._view.show_chosen(self.paths)
        self._host.set_status(("选择县区交来的工作簿；可拖进来", "Ctrl+O 选择文件  Ctrl+Enter 读取"))

    # --- choosing -------------------------------------------------------------------------------------------

    def choose_files(self) -> None:
        """Ask which files; nothing chosen leaves the list as it is."""
        self.add_files(self._host.messages.choose_files("选择要导入的工作簿", PATTERNS))

    def add_files(self, paths: Iterable[Path]) -> None:
        """Add files (folders: what lies in them), each once; from the plan page this reads anew."""
        found = [path for given in paths for path in _workbooks(given)]
        fresh = [path for path in dict.fromkeys(found) if path not in self.paths]
        if not fresh:
            return
        self.paths += fresh
        self._view.show_chosen(self.paths)
        if self.step == REVIEW:
            self.read()

    def remove_file(self, number: int) -> None:
        """Take a file out of the list before reading."""
        if 0 <= number < len(self.paths):
            del self.paths[number]
            self._view.show_chosen(self.paths)

    # --- reading --------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read and compare all files in the background; nothing is written."""
        if not self.paths or self._is_busy():
            return
        self._go(READ)
        self._view.report(0, len(self.paths), "准备读取")
        started, paths = time.monotonic(), list(self.paths)

        def work(job: JobContext) -> ImportPlan:
            return imports.plan_import(self._host.ctx, paths, None, _Told(job, self._view.report))

        def done(plan: ImportPlan) -> None:
            self._seconds = time.monotonic() - started
            self._planned(plan)

        self._job = self._host.jobs.run(
            work, done, self._failed_reading, title="读取与校验", on_cancelled=lambda: self._go(CHOOSE)
        )

    def cancel(self) -> None:
        """Stop what is under way; in the other steps begin anew."""
        if self._is_busy() and self._job is not None:
            self._job.cancel()
        else:
            self.restart()

    def restart(self) -> None:
        """Forget the plan and begin with choosing files."""
        self.paths, self.plan, self.current_file = [], None, 0
        self.start()

    def back(self) -> None:
        """One step back, from the plan to the files."""
        if self.step == REVIEW:
            self._go(CHOOSE)
            self._view.show_chosen(self.paths)

    # --- reviewing ------------------------------------------------------------------------------------------

    def select_file(self, number: int) -> None:
        """Show the plan of another file."""
        if self.plan is None or not 0 <= number < len(self.plan.files):
            return
        self.current_file, self.opened = number, frozenset()
        self._view.show_files([file_item(file) for file in self.plan.files], number)
        self._show_plan()

    def set_filter(self, wanted: Filter) -> None:
        self.filter = wanted
        self._show_plan()

    def search(self, text: str) -> None:
        self.search_text = text.strip()
        self._show_plan()

    def select_line(self, number: int) -> None:
        """The line in view: its sentence goes into the bar."""
        if not 0 <= number < len(self.lines):
            self.current_line = -1
            self._view.show_sentence(self._file().refusal or "" if self.plan else "", is_error=True)
            return
        self.current_line = number
        line = self.lines[number]
        self._view.show_sentence(line.sentence, is_error=line.is_error)

    def toggle_row(self, number: int) -> None:
        """Show a new row cell by cell, or fold it again."""
        if self.plan is None or not 0 <= number < len(self.lines) or self.lines[number].verdict != Verdict.NEW:
            return
        row = self.lines[number].row
        self.opened = self.opened ^ {row}
        self._show_plan()
        self._view.select_line(self.lines.place_of(row))

    def next_problem(self, step: int = 1) -> bool:
        """Jump to the next (or with −1 the previous) problem, on into the next file; False when there is none."""
        if self.plan is None:
            return False
        found = self.lines.next_problem(self.current_line, step)
        if found is not None:
            self._view.select_line(found)
            return True
        order = range(1, len(self.plan.files))
        for distance in order:
            number = (self.current_file + distance * step) % len(self.plan.files)
            if self._open_problem_of(number, step):
                return True
        return False

    def copy_sentence(self) -> None:
        """Put the sentence of the line in view on the clipboard, with the file's name before it."""
        if self.plan is None:
            return
        file = self._file()
        sentence = file.refusal or ""
        if 0 <= self.current_line < len(self.lines):
            sentence = self.lines[self.current_line].sentence
        if sentence:
            name = f"{file.path.name}："
            self._view.copy(name + sentence.removeprefix(name))
            self._host.messages.toast("已复制，可粘贴到微信或邮件。")

    def write_problem_workbook(self) -> None:
        """Save the files' problems as a workbook that goes back to the county."""
        plan = self.plan
        if plan is None:
            return
        out = self._host.messages.choose_target("问题簿存到哪里", "问题簿.xlsx", ("*.xlsx",))
        if out is None:
            return
        ctx = self._host.ctx

        def work(_job: JobContext) -> list[Path]:
            return imports.write_problem_workbook(ctx, plan, out)

        self._host.jobs.run(work, lambda stored: self._host.messages.toast(stored_sentence(stored)), title="生成问题簿")

    # --- writing --------------------------------------------------------------------------------------------

    def commit(self) -> None:
        """Write all rows without errors; refused ones stay out and are counted in the result."""
        plan = self.plan
        if plan is None or self._is_busy() or not good_row_count(plan.files):
            return
        self._go(WRITE)
        self._view.report(0, good_row_count(plan.files), "写入")
        ctx, leave_refused = self._host.ctx, plan.has_refused_rows

        def work(job: JobContext) -> ImportPlan:
            return imports.commit_import(ctx, plan, leave_refused, _Told(job, self._view.report))

        self._job = self._host.jobs.run(
            work, self._written, self._failed_writing,
            writes=True, title="写入", on_cancelled=lambda: self._go(REVIEW),
        )  # fmt: skip

    def open_screen(self, screen_id: str) -> None:
        """What to do next: a register or the reckoning."""
        self._host.open(screen_id)

    # --- inside ---------------------------------------------------------------------------------------------

    def _go(self, step: int) -> None:
        self.step = step
        self._view.show_step(step)

    def _is_busy(self) -> bool:
        return self._job is not None and not self._job.is_done

    def _file(self) -> FilePlan:
        assert self.plan is not None
        return self.plan.files[self.current_file]

    def _planned(self, plan: ImportPlan) -> None:
        self.plan = plan
        self._go(REVIEW)
        troubled = [number for number, file in enumerate(plan.files) if file.refusal or file.counts.get("refused", 0)]
        self.filter = Filter.PENDING
        self._show_foot()
        self.select_file(troubled[0] if troubled else 0)

    def _show_plan(self) -> None:
        if self.plan is None:
            return
        file = self._file()
        counts = filter_counts(file)
        if self.filter == Filter.PENDING and not counts[Filter.PENDING] and not self.search_text:
            self.filter = Filter.ALL
        self.lines = plan_lines(file, self.filter, self.search_text, self.opened)
        self._view.show_filters(counts, self.filter)
        self._view.show_lines(self.lines)
        self.select_line(0)

    def _open_problem_of(self, number: int, step: int) -> bool:
        assert self.plan is not None
        file = self.plan.files[number]
        lines = plan_lines(file, self.filter if self.filter != Filter.PENDING else Filter.ALL, "")
        if file.refusal is None and lines.next_problem(-1 if step > 0 else len(lines), step) is None:
            return False
        self.filter, self.search_text = Filter.ALL, ""
        self.select_file(number)
        found = self.lines.next_problem(-1 if step > 0 else len(self.lines), step)
        if found is not None:
            self._view.select_line(found)
        return True

    def _show_foot(self) -> None:
        assert self.plan is not None
        files = self.plan.files
        totals = total_counts(files)
        good = good_row_count(files)
        refused = totals[Verdict.REFUSED]
        unread = sum(1 for file in files if file.refusal is not None)
        headline = f"将写入 {good:,} 行：新增 {totals[Verdict.NEW]:,}、变更 {totals[Verdict.CHANGED]:,}"
        if not good:
            headline = "没有可写入的行"
        note = f"拒绝 {refused:,} 行不写入，未变 {totals[Verdict.UNCHANGED]:,} 行不动。写入记入留痕，每个文件一批。"
        verb = f"写入无误的 {good:,} 行" if refused else f"写入全部 {good:,} 行"
        has_problems = bool(refused or unread or any(row.problems for file in files for row in file.rows))
        self._view.show_foot(headline, note, can_write=good > 0, verb=verb, has_problems=has_problems)
        self._host.set_status(
            (
                f"{len(files)} 个文件  读取 {len(files) - unread}，未读 {unread}",
                f"共 **{sum(totals.values()):,}** 行",
                f"新增 **{totals[Verdict.NEW]:,}**  变更 **{totals[Verdict.CHANGED]:,}**  拒绝 **{refused:,}**",
                f"用时 {self._seconds:.1f} 秒",
                "F8 下一处问题  Ctrl+Enter 写入",
            )
        )

    def _written(self, plan: ImportPlan) -> None:
        totals = total_counts(file for file in plan.files if file.is_committed)
        written = totals[Verdict.NEW] + totals[Verdict.CHANGED]
        refused = sum(file.counts.get(Verdict.REFUSED, 0) for file in plan.files)
        self._go(RESULT)
        headline = f"已写入 {written:,} 行：新增 {totals[Verdict.NEW]:,}、变更 {totals[Verdict.CHANGED]:,}"
        self._view.show_result(headline, [result_row(file) for file in plan.files], has_problems=bool(refused))
        self._host.set_status((f"已写入 **{written:,}** 行", f"拒绝 **{refused:,}** 行未写"))
        self._host.announce(WATCHED)

    def _failed_reading(self, error: UserError) -> None:
        self._go(CHOOSE)
        self._view.show_chosen(self.paths)
        self._host.messages.refuse(error.message)

    def _failed_writing(self, error: UserError) -> None:
        self._go(REVIEW)
        self._host.messages.refuse(error.message)


class _Told(JobContext):
    """Passes progress on to the wizard's own page as well as to the shell's bar."""

    def __init__(self, outer: JobContext, report: Callable[[int, int, str], None]) -> None:
        super().__init__()
        self._outer = outer
        self._tell = report

    def step(self, done: int, total: int, text: str = "") -> None:
        self._outer.step(done, total, text)
        self._tell(done, total, text)

    @property
    def is_cancelled(self) -> bool:
        return self._outer.is_cancelled


def stored_sentence(stored: Sequence[Path]) -> str:
    """Where the replies to the counties lie; several files have one each beside the overview."""
    if not stored:
        return "没有问题，不用问题簿。"
    where = f"已存到“{stored[0].parent.name}”文件夹：{stored[0].name}"
    return f"{where}（总表），另有 {len(stored) - 1} 份发回县区。" if len(stored) > 1 else f"{where}，可发回县区。"


def _workbooks(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    endings = {pattern[1:] for pattern in PATTERNS}
    return sorted(entry for entry in path.iterdir() if entry.suffix.lower() in endings)
