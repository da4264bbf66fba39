"""The locked program: its window is hidden, a small one asks for the password of the one who is logged in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.look import restyle
from ui.shell.login import SIZE, ErrorLine, PasswordField
from ui.shell.login_art import LoginArt
from ui.widgets.parts import button, column, frame, label, row

AFTER_IDLE = "闲置 {minutes} 分钟，已自动锁定。"
BY_HAND = "已锁定。"


class LockWindow(QWidget):
    """Name, password, 解锁 and 退出登录; nothing of the records."""

    submitted = Signal(str)
    leave_wanted = Signal()

    def __init__(self, full_name: str, name: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setWindowTitle("跨境电商扶持业务系统（已锁定）")
        self.setMinimumSize(*SIZE)
        self._may_close = False
        self.note = label("", wraps=True)
        self.password = PasswordField("口令")
        self.error = ErrorLine()
        self.enter = button("解锁", "primary", self._submit, icon_name="lock")
        self.leave = button("退出登录", "link", self.leave_wanted.emit)
        self.password.returnPressed.connect(self._submit)
        self.password.textEdited.connect(lambda _text: self.refuse(""))
        kept = label("打开的页面还在，正在办的不会停，没提交的已存为草稿。", "meta", wraps=True)
        side = column(
            label("已锁定", "figure"), 8, self.note, label(f"{full_name}（{name}）的口令", "label"), self.password,
            self.error, 4, self.enter, row(None, self.leave), None, kept, spacing=8, margins=(48, 36, 48, 20),
        )  # fmt: skip
        whole = row(LoginArt(), spacing=0)
        whole.addWidget(frame("plain", side), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(whole)
        self.setFocusProxy(self.password)

    def say(self, text: str) -> None:
        """Why it is locked, or what is waited for."""
        self.note.setText(text)

    def refuse(self, text: str) -> None:
        """Why the password did not open it; the empty text clears it."""
        self.error.say(text)
        restyle(self.password, state="error" if text else "")
        if text:
            self.password.selectAll()
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, is_busy: bool) -> None:
        self.enter.setEnabled(not is_busy)
        self.enter.setText("正在核对" if is_busy else "解锁")

    def end(self) -> None:
        """Close for good."""
        self._may_close = True
        self.close()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The close button must not open the way around the password: it asks to log out."""
        if self._may_close:
            event.accept()
            return
        event.ignore()
        self.leave_wanted.emit()

    def _submit(self) -> None:
        if not self.password.text():
            self.refuse("请填写口令。")
        elif self.enter.isEnabled():
            self.submitted.emit(self.password.text())
