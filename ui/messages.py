"""The only door to the person: toasts, refusal bars, questions, file choosers, the report of a fault."""

from __future__ import annotations

import platform
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QPlainTextEdit, QWidget

from cbec_desktop.faults import record_fault
from ui.look import ERROR, WHITE, restyle
from ui.widgets.icons import pixmap
from ui.widgets.parts import button, column, frame, icon_label, label, row, tool

TOAST_MS = 6000
DIALOG_WIDTH = 520


class Toast(QFrame):
    """What was done, at the foot of the window for 6 s; it stays under the pointer."""

    def __init__(self, window: QWidget, text: str, undo: Callable[[], None] | None) -> None:
        super().__init__(window)
        self.setProperty("box", "toast")
        mark = icon_label("circle-check")
        mark.setPixmap(pixmap("circle-check", WHITE))
        layout = row(mark, label(text), spacing=10, margins=(14, 8, 14, 8))
        if undo is not None:
            layout.addWidget(button("撤销", "link", lambda: (self.close(), undo())))
        self.setLayout(layout)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._timer = QTimer(self, singleShot=True, interval=TOAST_MS)
        self._timer.timeout.connect(self.close)
        window.installEventFilter(self)
        self._place(window)
        self.show()
        self.raise_()
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self._place(watched)
        return False

    def enterEvent(self, _event: QEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, _event: QEvent) -> None:
        self._timer.start()

    def _place(self, window: QWidget) -> None:
        self.adjustSize()
        self.move((window.width() - self.width()) // 2, window.height() - self.height() - 44)


class RefusalBar(QFrame):
    """A refusal that stays in the page until it is closed or a later action went well."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "notice-err")
        self._text = label("", wraps=True, selectable=True)
        mark = icon_label("circle-x")
        mark.setPixmap(pixmap("circle-x", ERROR))
        layout = row(mark, spacing=8, margins=(12, 6, 8, 6))
        layout.addWidget(self._text, 1)
        layout.addWidget(button("复制这句话", "link", self._copy))
        layout.addWidget(tool("x", "关闭", self.hide))
        self.setLayout(layout)
        self.hide()

    def say(self, text: str) -> None:
        self._text.setText(text)
        self._text.setAccessibleName(text)
        self.show()

    @property
    def sentence(self) -> str:
        return self._text.text()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text.text())


class QuestionDialog(QDialog):
    """A question with its consequence; the action is a verb, the harmless button is the default when it is danger."""

    def __init__(
        self, parent: QWidget | None, question: str, consequence: str, verb: str, *, danger: bool, needs_reason: bool
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(question)
        self.setMinimumWidth(DIALOG_WIDTH)
        self._act = button(verb, "danger" if danger else "primary", self.accept)
        self._back = button("取消", "", self.reject)
        (self._back if danger else self._act).setDefault(True)
        body = column(label(question, "title", wraps=True), label(consequence, wraps=True), margins=(20, 18, 20, 16))
        self._reason: QPlainTextEdit | None = None
        if needs_reason:
            self._reason = QPlainTextEdit()
            self._reason.setAccessibleName("原因")
            self._reason.setFixedHeight(64)
            self._reason.setTabChangesFocus(True)
            self._hint = label("请写明原因，会记入操作日志。", "meta")
            body.addLayout(row(label("*", "required"), label("原因", "label"), None, spacing=4))
            body.addWidget(self._reason)
            body.addWidget(self._hint)
        foot = frame("footer", row(label("Esc 取消", "meta"), None, self._back, self._act, margins=(20, 10, 20, 10)))
        self.setLayout(column(frame("plain", body), foot, spacing=0))

    @property
    def reason(self) -> str:
        return self._reason.toPlainText().strip() if self._reason is not None else ""

    def accept(self) -> None:
        if self._reason is not None and not self.reason:
            restyle(self._hint, t="error")
            self._hint.setText("原因还没有写，写明后才能继续。")
            self._reason.setFocus()
            return
        super().accept()


class FaultDialog(QDialog):
    """A bug: its id, and a report to copy that holds no enterprise data."""

    def __init__(self, parent: QWidget | None, fault_id: str, report: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("程序出错")
        self.setMinimumWidth(DIALOG_WIDTH)
        sentence = (
            f"刚才的操作没有完成，数据已恢复原样。错误编号 {fault_id}，已记入日志；可复制下面的报告发给维护人员。"
        )
        text = QPlainTextEdit(report)
        text.setReadOnly(True)
        text.setAccessibleName("错误报告")
        text.setMinimumHeight(160)
        body = column(label("程序出错了", "title"), label(sentence, wraps=True), text, margins=(20, 18, 20, 16))
        copy = button("复制报告", "", lambda: QGuiApplication.clipboard().setText(report), icon_name="copy")
        close = button("关闭", "primary", self.accept)
        close.setDefault(True)
        foot = frame("footer", row(label("报告里没有企业资料", "meta"), None, copy, close, margins=(20, 10, 20, 10)))
        self.setLayout(column(frame("plain", body), foot, spacing=0))


def fault_report(fault_id: str, error: BaseException) -> str:
    """Where a bug happened, without values: only the kind of error and the lines of our source."""
    places = [
        f"{Path(entry.filename).parent.name}/{Path(entry.filename).name}:{entry.lineno} {entry.name}"
        for entry in traceback.extract_tb(error.__traceback__)
    ]
    system = f"{platform.system()} {platform.release()} · Python {platform.python_version()} · Qt {qVersion()}"
    return "\n".join([fault_id, type(error).__name__, system, *places])


class WindowMessages:
    """`ui.screen.Messages` for one page (`bar` is its refusal bar) or for the whole window."""

    def __init__(
        self, window: QWidget, logs: Path, clock: Callable[[], datetime], bar: RefusalBar | None = None
    ) -> None:
        self._window = window
        self._logs = logs
        self._clock = clock
        self._bar = bar

    def toast(self, text: str, undo: Callable[[], None] | None = None) -> None:
        if self._bar is not None:
            self._bar.hide()
        for old in self._window.findChildren(Toast):
            old.close()
        Toast(self._window, text, undo)

    def refuse(self, text: str) -> None:
        if self._bar is not None:
            self._bar.say(text)
        else:
            self.toast(text)

    @property
    def _is_locked(self) -> bool:
        """Locked, nobody is there to answer and nothing may be shown: work that ends now steps back."""
        return bool(self._window.property("locked"))

    def ask(self, question: str, consequence: str, verb: str, *, danger: bool = False) -> bool:
        if self._is_locked:
            return False
        dialog = QuestionDialog(self._window, question, consequence, verb, danger=danger, needs_reason=False)
        return dialog.exec() == QDialog.DialogCode.Accepted

    def ask_reason(self, question: str, consequence: str, verb: str) -> str | None:
        if self._is_locked:
            return None
        dialog = QuestionDialog(self._window, question, consequence, verb, danger=True, needs_reason=True)
        return dialog.reason if dialog.exec() == QDialog.DialogCode.Accepted else None

    def choose_files(self, title: str, patterns: Sequence[str]) -> list[Path]:
        names, _ = QFileDialog.getOpenFileNames(self._window, title, "", _file_filter(patterns))
        return [Path(name) for name in names]

    def choose_target(self, title: str, name: str, patterns: Sequence[str]) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, name, _file_filter(patterns))
        return Path(chosen) if chosen else None

    def choose_folder(self, title: str) -> Path | None:
        chosen = QFileDialog.getExistingDirectory(self._window, title)
        return Path(chosen) if chosen else None

    def open_folder(self, folder: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.refuse(f"系统没能打开文件夹 {folder}。请在文件管理器里自己打开它。")

    def report_fault(self, error: BaseException) -> str:
        fault_id = record_fault(self._logs, error, self._clock())
        FaultDialog(self._window, fault_id, fault_report(fault_id, error)).open()
        return fault_id


def _file_filter(patterns: Sequence[str]) -> str:
    return f"可选文件 ({' '.join(patterns)})" if patterns else ""
