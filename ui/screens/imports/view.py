"""The import wizard's page: five steps in one place, everything reachable by keys alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QListWidget, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from ui.screen import ScreenHost
from ui.screens.imports.display import FileItem
from ui.screens.imports.plan_lines import Filter, PlanLine
from ui.screens.imports.plan_page import PlanPage
from ui.screens.imports.presenter import CHOOSE, READ, RESULT, REVIEW, STEPS, WRITE, ImportPresenter
from ui.widgets.cells import TableColumn, TableRow
from ui.widgets.parts import button, column, frame, icon_label, label, row
from ui.widgets.record_table import RecordTable
from ui.widgets.step_line import StepLine

RESULT_COLUMNS = (
    TableColumn("文件", minimum=150), TableColumn("状态"), TableColumn("新增", "right"), TableColumn("变更", "right"),
    TableColumn("未变", "right"), TableColumn("拒绝", "right"), TableColumn("说明", stretch=1, minimum=240),
)  # fmt: skip


class ImportPage(QWidget):
    """The view of `ImportPresenter`."""

    _reported = Signal(int, int, str)

    def __init__(self, host: ScreenHost) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.presenter = ImportPresenter(host, self)
        self._steps = StepLine(STEPS)
        self._stack = QStackedWidget()
        self.plan_page = PlanPage()
        self._build()
        self._connect()
        self._add_keys()
        self.presenter.start()

    # --- building -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        head = frame("bar", row(label("导入", "title"), self._steps, None, spacing=26, margins=(16, 10, 16, 10)))
        self._stack.addWidget(self._choose_page())
        self._stack.addWidget(self._progress_page())
        self._stack.addWidget(self.plan_page)
        self._stack.addWidget(self._result_page())
        layout = QVBoxLayout(self)
        layout.setSpacing(0)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(head)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._foot())
        self.setFocusProxy(self.choose_button)

    def _choose_page(self) -> QWidget:
        mark = icon_label("upload", 26)
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        head, hint = (
            label("把工作簿拖到这里", "strong"),
            label(
                "可以一次放多个县区的 W1、W2、W3；.xlsx .xlsm .xls .ods .csv 都能读。先核对，再写入。",
                "meta",
                wraps=True,
            ),
        )
        head.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choose_button = button("选择文件", "", self.presenter.choose_files, icon_name="folder-open")
        drop = frame("card", column(None, mark, head, hint, row(None, self.choose_button, None), None, spacing=8))
        self.chosen_list = QListWidget()
        self.chosen_list.setAccessibleName("选中的文件")
        self._chosen_title = label("还没有选文件", "section")
        self._remove = button("移出", "link", self._remove_current, icon_name="x")
        listing = frame(
            "card",
            column(row(self._chosen_title, None, self._remove), self.chosen_list, spacing=6, margins=(16, 10, 16, 12)),
        )
        layout = column(spacing=10, margins=(16, 10, 16, 10))
        layout.addWidget(drop, 2)
        layout.addWidget(listing, 3)
        page = QWidget()
        page.setLayout(layout)
        return page

    def _progress_page(self) -> QWidget:
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("进度")
        self._progress_title = label("正在读取", "strong")
        self._progress_text = label("", "meta")
        self._progress_count = label("", "meta")
        inner = column(
            row(self._progress_title, None, self._progress_count),
            self._progress,
            self._progress_text,
            label("可以先去做别的，读完会停在“核对计划”。", "meta"),
            spacing=8,
            margins=(20, 16, 20, 16),
        )
        card = frame("card", inner)
        card.setFixedWidth(560)
        page = QWidget()
        page.setLayout(column(40, row(None, card, None), None))
        return page

    def _result_page(self) -> QWidget:
        self._result_head = label("", "title")
        self.result_table = RecordTable(RESULT_COLUMNS, "导入结果")
        self._next_assess = button(
            "去核算", "primary", lambda: self.presenter.open_screen("assessments"), icon_name="calculator"
        )
        self._result_problems = button(
            "生成问题簿", "", self.presenter.write_problem_workbook, icon_name="file-spreadsheet"
        )
        self._again = button("再导入一批", "quiet", self.presenter.restart, icon_name="plus")
        actions = row(
            self._next_assess,
            button("看申报登记", "", lambda: self.presenter.open_screen("applications"), icon_name="file-text"),
            button("看企业名录", "", lambda: self.presenter.open_screen("enterprises"), icon_name="building-2"),
            self._result_problems,
            self._again,
            None,
        )
        note = label(
            "拒绝的行没有写入：生成问题簿发回县区，改好后整份再导入一次即可，已写入的行不会重复。", "meta", wraps=True
        )
        self._result_note = note
        inner = column(self._result_head, actions, note, self.result_table, spacing=10, margins=(20, 14, 20, 16))
        page = QWidget()
        page.setLayout(column(frame("card", inner), margins=(16, 10, 16, 10)))
        return page

    def _foot(self) -> QWidget:
        self._foot_head, self._foot_note = label("", "strong"), label("", "meta")
        self._cancel = button("取消", "quiet", self.presenter.cancel)
        self._back = button("上一步", "", self.presenter.back)
        self._problems = button("生成问题簿", "", self.presenter.write_problem_workbook, icon_name="file-spreadsheet")
        self.primary = button("读取并核对", "primary", self._go_on)
        words = column(self._foot_head, self._foot_note, spacing=0)
        layout = row(spacing=8, margins=(16, 8, 16, 8))
        layout.addLayout(words, 1)
        for item in (self._cancel, self._back, self._problems, self.primary):
            layout.addWidget(item)
        self._foot_frame = frame("footer", layout)
        return self._foot_frame

    def _connect(self) -> None:
        presenter, page = self.presenter, self.plan_page
        self._reported.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)
        page.file_chosen.connect(presenter.select_file)
        page.filter_chosen.connect(presenter.set_filter)
        page.searched.connect(presenter.search)
        page.line_chosen.connect(presenter.select_line)
        page.row_opened.connect(presenter.toggle_row)
        page.copied.connect(presenter.copy_sentence)
        page.added.connect(presenter.choose_files)

    def _add_keys(self) -> None:
        for keys, action in (
            ("Ctrl+O", self.presenter.choose_files),
            ("Ctrl+Return", self._go_on),
            ("Ctrl+Enter", self._go_on),
            ("F8", self._next_problem),
            ("Shift+F8", lambda: self.presenter.next_problem(-1)),
            ("F3", self.plan_page.search.setFocus),
            ("Ctrl+Shift+C", self.presenter.copy_sentence),
            ("Escape", self._leave),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    # --- what the keyboard and the mouse did ----------------------------------------------------------------

    def _go_on(self) -> None:
        """The primary action of the step in view."""
        action = {CHOOSE: self.presenter.read, REVIEW: self.presenter.commit}.get(self.presenter.step)
        if action is not None and self.primary.isEnabled():
            action()

    def _next_problem(self) -> None:
        if not self.presenter.next_problem():
            self._foot_note.setText("没有下一处问题了。")

    def _leave(self) -> None:
        if self.presenter.step == REVIEW and not self.plan_page.clear_search():
            self.presenter.back()
        elif self.presenter.step in (READ, WRITE):
            self.presenter.cancel()

    def _remove_current(self) -> None:
        self.presenter.remove_file(self.chosen_list.currentRow())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.presenter.add_files(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())

    # --- ImportView -----------------------------------------------------------------------------------------

    def show_step(self, step: int) -> None:
        self._steps.show_step(step)
        self._stack.setCurrentIndex({CHOOSE: 0, READ: 1, REVIEW: 2, WRITE: 1, RESULT: 3}[step])
        self._progress_title.setText("正在写入" if step == WRITE else "正在读取")
        self._foot_frame.setVisible(step != RESULT)
        self.primary.setVisible(step in (CHOOSE, REVIEW))
        self._back.setVisible(step == REVIEW)
        self._problems.setVisible(step == REVIEW)
        self._cancel.setText("停止" if step in (READ, WRITE) else "取消")
        if step in (READ, WRITE):
            self._foot_head.setText("")
            self._foot_note.setText("停止后什么都不会写入。")
        self._focus_step(step)

    def _focus_step(self, step: int) -> None:
        target = {CHOOSE: self.choose_button, REVIEW: self.plan_page.table, RESULT: self._next_assess}.get(step)
        (target or self._cancel).setFocus()

    def show_chosen(self, paths: Sequence[Path]) -> None:
        self.chosen_list.clear()
        self.chosen_list.addItems([path.name for path in paths])
        for number, path in enumerate(paths):
            self.chosen_list.item(number).setToolTip(str(path))
        self._chosen_title.setText(f"选中 {len(paths)} 个文件" if paths else "还没有选文件")
        self._remove.setVisible(bool(paths))
        self.primary.setText(f"读取 {len(paths)} 个文件" if paths else "读取")
        self.primary.setEnabled(bool(paths))
        self._foot_head.setText("读取只核对，不写入" if paths else "先选择文件")
        self._foot_note.setText("W1 企业名录、W2 申报、W3 实绩可以一起选，顺序不限。")
        if paths:
            self.chosen_list.setCurrentRow(len(paths) - 1)
            self.primary.setFocus()

    def report(self, done: int, total: int, text: str) -> None:
        self._reported.emit(done, total, text)

    def _show_progress(self, done: int, total: int, text: str) -> None:
        self._progress.setRange(0, max(total, 0))
        self._progress.setValue(done)
        self._progress_count.setText(f"{done:,} / {total:,}" if total else "")
        self._progress_text.setText(text)

    def show_files(self, items: Sequence[FileItem], current: int) -> None:
        self.plan_page.show_files(items, current)

    def show_filters(self, counts: dict[Filter, int], current: Filter) -> None:
        self.plan_page.filters.show_counts(counts, current)

    def show_lines(self, lines: Sequence[PlanLine]) -> None:
        self.plan_page.show_lines(lines)

    def select_line(self, number: int) -> None:
        self.plan_page.table.select_key(number)

    def show_sentence(self, sentence: str, *, is_error: bool) -> None:
        self.plan_page.sentence.say(sentence, is_error=is_error)

    def show_foot(self, headline: str, note: str, *, can_write: bool, verb: str, has_problems: bool) -> None:
        self._foot_head.setText(headline)
        self._foot_note.setText(note)
        self.primary.setText(verb if can_write else "没有可写入的行")
        self.primary.setEnabled(can_write)
        self._problems.setEnabled(has_problems)

    def show_result(self, headline: str, rows: Sequence[TableRow], *, has_problems: bool) -> None:
        self._result_head.setText(headline)
        self.result_table.show_rows(rows)
        self._result_problems.setVisible(has_problems)
        self._result_note.setVisible(has_problems)

    def copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)


def build_page(host: ScreenHost, paths: Sequence[str] = (), **_arguments: Any) -> ImportPage:
    """The wizard; `paths` are files that another page already chose."""
    page = ImportPage(host)
    page.presenter.add_files(Path(path) for path in paths)
    return page
