"""The login page, and on an empty folder the page that makes the store and the first account."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ui.look import ERROR, INK_2, LARGE_TEXT, look, restyle
from ui.shell.login_art import LoginArt
from ui.widgets.icons import icon, pixmap
from ui.widgets.parts import button, column, frame, hline, icon_label, label, row

SIZE = (760, 460)


class PasswordField(QLineEdit):
    """A password; the eye shows it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(name)
        self._eye = self.addAction(icon("eye", INK_2, 16), QLineEdit.ActionPosition.TrailingPosition)
        self._eye.setToolTip("显示口令")
        self._eye.triggered.connect(self._toggle)

    def _toggle(self) -> None:
        is_hidden = self.echoMode() == QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if is_hidden else QLineEdit.EchoMode.Password)
        self._eye.setIcon(icon("eye-off" if is_hidden else "eye", INK_2, 16))
        self._eye.setToolTip("隐藏口令" if is_hidden else "显示口令")


class ErrorLine(QWidget):
    """One sentence in red under a field; takes no room while empty."""

    def __init__(self) -> None:
        super().__init__()
        mark = icon_label("circle-x", 14)
        mark.setPixmap(pixmap("circle-x", ERROR, 14))
        self._text = label("", "error", wraps=True)
        layout = row(mark, spacing=6)
        layout.addWidget(self._text, 1)
        layout.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        self.setLayout(layout)
        self.hide()

    def say(self, text: str) -> None:
        self._text.setText(text)
        self.setVisible(bool(text))

    @property
    def sentence(self) -> str:
        return self._text.text()


class LoginForm(QWidget):
    submitted = Signal(str, str)

    def __init__(self, last_name: str) -> None:
        super().__init__()
        self.name = QLineEdit(last_name)
        self.name.setAccessibleName("用户名")
        self.password = PasswordField("口令")
        self.error = ErrorLine()
        self.enter = button("登录", "primary", self._submit)
        self.remember = QCheckBox("记住用户名")
        self.remember.setChecked(True)
        self.name.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self._submit)
        self.password.textEdited.connect(lambda _text: self.refuse(""))
        foot = row(self.remember, None, label("忘记口令请找管理员重置", "meta"))
        self.setLayout(
            column(
                label("登录", "figure"), 8, label("用户名", "label"), self.name, 2, label("口令", "label"),
                self.password, self.error, 4, self.enter, foot, None, spacing=8,
            )
        )  # fmt: skip

    def refuse(self, text: str) -> None:
        """Show why it did not work and mark the field; the empty text clears it."""
        self.error.say(text)
        restyle(self.password, state="error" if text else "")
        if text:
            self.password.selectAll()
            self.password.setFocus()

    def set_busy(self, is_busy: bool) -> None:
        self.enter.setEnabled(not is_busy)
        self.enter.setText("正在登录" if is_busy else "登录")

    def first_field(self) -> QWidget:
        return self.password if self.name.text() else self.name

    def _submit(self) -> None:
        if not self.name.text().strip():
            self.refuse("请填写用户名。")
            self.name.setFocus()
        elif not self.password.text():
            self.refuse("请填写口令。")
        elif self.enter.isEnabled():
            self.submitted.emit(self.name.text().strip(), self.password.text())


class FirstRunForm(QWidget):
    """An empty folder: the store and the first account (administrator and city handler, ruling 17) are made here."""

    submitted = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__()
        self.full_name, self.name = QLineEdit(), QLineEdit()
        self.full_name.setAccessibleName("姓名")
        self.full_name.setPlaceholderText("王晓敏")
        self.name.setAccessibleName("用户名")
        self.name.setPlaceholderText("登录时输入，例如 wangxm")
        self.password, self.again = PasswordField("口令"), PasswordField("再输一次")
        self.error = ErrorLine()
        self.enter = button("建立数据库并登录", "primary", self._submit)
        fields = (self.full_name, self.name, self.password, self.again)
        for field, following in zip(fields, fields[1:], strict=False):
            field.returnPressed.connect(following.setFocus)
        self.again.returnPressed.connect(self._submit)
        note = label("这个文件夹里还没有数据库。先建立第一个账户，它兼管理员和市局经办。", "meta", wraps=True)
        layout = column(label("第一次使用", "figure"), note, 4, spacing=6)
        for text, field in zip(("姓名", "用户名", "口令", "再输一次"), fields, strict=True):
            head = label(text, "label")
            head.setFixedWidth(look.scaled(64))
            head.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            layout.addLayout(row(head, field, spacing=8))
        for item in (self.error, self.enter):
            layout.addWidget(item)
        layout.addStretch(1)
        self.setLayout(layout)

    def refuse(self, text: str) -> None:
        self.error.say(text)

    def set_busy(self, is_busy: bool) -> None:
        self.enter.setEnabled(not is_busy)
        self.enter.setText("正在建立数据库" if is_busy else "建立数据库并登录")

    def first_field(self) -> QWidget:
        return self.full_name

    def _submit(self) -> None:
        problem = first_run_problem(self.full_name.text(), self.name.text(), self.password.text(), self.again.text())
        self.refuse(problem)
        if not problem and self.enter.isEnabled():
            self.submitted.emit(self.full_name.text().strip(), self.name.text().strip(), self.password.text())


def first_run_problem(full_name: str, name: str, password: str, again: str) -> str:
    """What keeps the first account from being made, as a sentence; empty when nothing does."""
    from cbec_desktop.services.accounts import password_problem  # reaches the store: not before the first paint

    if not full_name.strip():
        return "请填写姓名，它会印在操作日志里。"
    if not name.strip():
        return "请填写用户名。"
    if problem := password_problem(password):
        return problem
    if password != again:
        return "两次输入的口令不一样，请重新输入。"
    return ""


class LoginWindow(QWidget):
    """Blue picture at the left; form, folder and version at the right."""

    painted = Signal()
    """The first paint is done: what is slow may begin."""
    first_account_wanted = Signal(str, str, str)
    folder_wanted = Signal()
    large_text_wanted = Signal(float)

    def __init__(self, data_folder: Path, last_name: str, *, has_store: bool) -> None:
        super().__init__()
        self._was_painted = False
        self.setObjectName("page")
        self.setWindowTitle("跨境电商扶持业务系统")
        self.setMinimumSize(*SIZE)
        self.login = LoginForm(last_name)
        self._first_run: FirstRunForm | None = None
        self._forms = QStackedWidget()
        self._forms.addWidget(self.login)
        self.folder = label("", "meta", selectable=True)
        self.note = label("", "meta")
        side = column(spacing=8, margins=(48, 36, 48, 20))
        side.addWidget(self._forms, 1)
        side.addWidget(hline())
        change = button("换一个", "link", self.folder_wanted.emit)
        change.setAccessibleName("换一个数据文件夹")
        side.addLayout(row(icon_label("folder", 16), self.folder, None, change, spacing=6))
        self._larger: QPushButton = button("大字 A+", "link", self._next_size)
        side.addLayout(row(self.note, None, self._larger))
        sheet = frame("plain", side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        whole = row(LoginArt(), spacing=0)
        whole.addWidget(sheet, 1)
        layout.addLayout(whole)
        self.show_folder(data_folder, has_store=has_store)

    @property
    def first_run(self) -> FirstRunForm:
        """Made when it is first needed, which is once in the life of a store."""
        if self._first_run is None:
            self._first_run = FirstRunForm()
            self._first_run.submitted.connect(self.first_account_wanted)
            self._forms.addWidget(self._first_run)
        return self._first_run

    @property
    def form(self) -> LoginForm | FirstRunForm:
        return self.login if self._forms.currentWidget() is self.login else self.first_run

    def show_folder(self, data_folder: Path, *, has_store: bool) -> None:
        """Say where the data lies; an empty folder gets the first-run page."""
        text = str(data_folder)
        self.folder.setText(f"数据：{text if len(text) <= 40 else '…' + text[-38:]}")
        self.folder.setToolTip(text)
        self._forms.setCurrentWidget(self.login if has_store else self.first_run)
        self.form.first_field().setFocus()

    def show_version(self, version: str) -> None:
        self.note.setText(f"版本 {version}")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _next_size(self) -> None:
        factors = [factor for _name, factor in LARGE_TEXT]
        following = factors[(factors.index(look.factor) + 1) % len(factors)] if look.factor in factors else 1.0
        self.large_text_wanted.emit(following)
