"""The day itself: log in, import, mend a refused row, two applications by keyboard alone, form to PDF, log out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget

from tests.ui.day.robot import Act, Click, Key, Until
from ui.shell.login import LoginWindow
from ui.shell.window import ShellWindow

CONTROL, ALT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.NoModifier,
)
RETURN, DOWN, UP, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Escape
MENDED_ACCOUNT = "2113012000000000018"


def typed(text: str) -> Iterator[Act]:
    for sign in text:
        yield Key(sign)


def entered(text: str = "") -> Iterator[Act]:
    yield from typed(text)
    yield Key(RETURN)


def copied() -> Iterator[Act]:
    """The cell above (Ctrl+D), and on."""
    yield Key(Qt.Key.Key_D, CONTROL)
    yield Key(RETURN)


def window(kind: type[QWidget]) -> QWidget | None:
    found = [made for made in QApplication.topLevelWidgets() if isinstance(made, kind) and made.isVisible()]
    return found[0] if found else None


def shell() -> ShellWindow:
    made = window(ShellWindow)
    assert isinstance(made, ShellWindow)
    return made


def page(screen_id: str) -> QWidget | None:
    """The page in view, when it is this screen's and ready."""
    current = shell().pages.current
    return current.page if current is not None and current.spec.id == screen_id else None


def on_page(screen_id: str) -> Until:
    def has_keyboard() -> bool:
        made, focused = page(screen_id), QApplication.focusWidget()
        return made is not None and focused is not None and (made is focused or made.isAncestorOf(focused))

    return Until(f"the page {screen_id} with the keyboard in it", has_keyboard)


def chosen_files(*paths: Path) -> Iterator[Act]:
    """The file dialog: names typed (not counted, for the folder's name is the test's), Enter."""
    yield Until("a file dialog", lambda: isinstance(QApplication.activeModalWidget(), QFileDialog))
    yield Key(Qt.Key.Key_A, CONTROL)
    for sign in " ".join(f'"{path}"' for path in paths) if len(paths) > 1 else str(paths[0]):
        yield Key(sign, is_counted=False)
    yield Key(RETURN)
    yield Until("the file dialog to close", lambda: QApplication.activeModalWidget() is None)


class Day:
    """What the clerk does, hour by hour; `counts` is filled with keys and clicks of each piece of work."""

    def __init__(self, folder: Path, name: str, password: str) -> None:
        self.folder, self.name, self.password = folder, name, password
        self.seen: dict[str, str] = {}

    def play(self) -> Iterator[tuple[str, Iterator[Act]]]:
        """The pieces of the day with their names."""
        yield "登录", self.log_in()
        yield "导入", self.import_files()
        yield "改一行再导入", self.mend_a_row()
        yield "第4条申报", self.enter_rent()
        yield "第5条申报", self.enter_agency()
        yield "看计算、存审批表", self.print_sheet()
        yield "退出登录", self.log_out()

    def log_in(self) -> Iterator[Act]:
        yield Until("the login page alive", lambda: window(LoginWindow) and window(LoginWindow).note.text())  # type: ignore[union-attr]
        yield from entered(self.name)
        yield from entered(self.password)
        yield Until("the main window", lambda: window(ShellWindow) and not window(LoginWindow))
        yield on_page("home")
        yield Click(lambda: shell().top.year)
        yield Until("the years", lambda: QApplication.activePopupWidget() is not None)
        yield from entered("2026")
        yield Until("the year 2026", lambda: shell().award_year == 2026 and QApplication.activePopupWidget() is None)

    def import_files(self) -> Iterator[Act]:
        """Four workbooks of one county; the refused rows go into a problem workbook, the others are written."""
        yield Key(Qt.Key.Key_8, ALT)
        yield on_page("imports")
        yield from self.read_files("W1-211302.xlsx", "W2-211302.xlsx", "W3-2026-01.xlsx", "W3-2026-02.xlsx")
        yield Key(Qt.Key.Key_F8)
        presenter = page("imports").presenter  # type: ignore[union-attr]
        self.seen["refused"] = str(sum(file.counts["refused"] for file in presenter.plan.files))
        yield Click(lambda: page("imports")._problems)  # type: ignore[union-attr]
        yield from chosen_files(self.folder / "problems.xlsx")
        yield Until("the problem workbook", (self.folder / "problems.xlsx").is_file)
        yield Key(RETURN, CONTROL)
        yield Until("the result of the import", lambda: presenter.step == 4)

    def mend_a_row(self) -> Iterator[Act]:
        """The county writes the account number anew as text; the whole workbook comes in again."""
        book = load_workbook(self.folder / "W1-211302.xlsx")
        cell = book["企业名录"]["T18"]
        cell.value, cell.number_format = MENDED_ACCOUNT, "@"
        book.save(self.folder / "W1-mended.xlsx")
        yield Click(lambda: page("imports")._again)  # type: ignore[union-attr]
        yield from self.read_files("W1-mended.xlsx")
        presenter = page("imports").presenter  # type: ignore[union-attr]
        self.seen["second reading"] = str({k: v for k, v in presenter.plan.files[0].counts.items() if v})
        yield Key(RETURN, CONTROL)
        yield Until("the result of the second import", lambda: presenter.step == 4)

    def read_files(self, *names: str) -> Iterator[Act]:
        yield Key(Qt.Key.Key_O, CONTROL)
        yield from chosen_files(*(self.folder / name for name in names))
        presenter = page("imports").presenter  # type: ignore[union-attr]
        yield Until("the files in the list", lambda: len(presenter.paths) == len(names))
        yield Key(RETURN, CONTROL)
        yield Until("the plan of the import", lambda: presenter.step == 2)

    def begin_application(self, applicant: str, downs: int, amount: str) -> Iterator[Act]:
        """Ctrl+N in the register, the applicant by pinyin initials, the head."""
        yield Key(Qt.Key.Key_3, ALT)
        yield on_page("applications")
        yield Key(Qt.Key.Key_N, CONTROL)
        yield on_page("application_entry")
        entry = page("application_entry")
        yield from typed(applicant)
        offered = entry.head.applicant.field.completer().popup()  # type: ignore[union-attr]
        yield Until(
            "the list of applicants, whole and with the keyboard",  # nobody answers a list before the display shows it
            lambda: QGuiApplication.focusWindow() is offered.windowHandle() and not shell().runner.is_busy,
        )
        yield Key(RETURN)
        yield Until("the applicant", lambda: entry.presenter.applicant is not None)  # type: ignore[union-attr]
        yield Until(
            "the measure with the keyboard",
            lambda: entry.head.measure.field.hasFocus() and QApplication.activePopupWidget() is None,  # type: ignore[union-attr]
        )
        for _ in range(downs):
            yield Key(UP)
        yield Key(RETURN)
        yield from entered(amount)
        yield Key(DOWN)
        yield Key(DOWN)
        yield Key(RETURN)
        yield Key(DOWN)
        yield Key(RETURN)

    def handed_in(self, word: str) -> Iterator[Act]:
        yield Key(RETURN, CONTROL)
        yield on_page("case")
        self.seen[word] = page("case").presenter.case_no  # type: ignore[union-attr]

    def enter_rent(self) -> Iterator[Act]:
        """Two leases with five invoices each."""
        yield from self.begin_application("cyjssl", 1, "30000")
        for number, (area, rent) in enumerate((("180", "3600"), ("450/600", "3000"))):
            head = (f"ZL-2026-0{number}", "1" if number == 0 else "2", "20260101 20261231", area, "SHTWY", "SHTQ")
            for text in head:
                yield from entered(text)
            for month in range(1, 6):
                yield from entered(f"2621200000021003{number}{month}01")
                yield from entered("20260628")
                yield from entered(f"20260{month}01 20260{month}28")
                yield from entered(rent)
                yield from entered(rent)
                yield from entered("20260628")
            yield Key(RETURN, CONTROL)
        yield from self.handed_in("rent")

    def enter_agency(self) -> Iterator[Act]:
        """Ten declarations."""
        yield from self.begin_application("cyjssl", 0, "4500")
        for line in range(10):
            yield from entered(f"0800202601234567{line:02d}")
            if line == 0:
                for text in ("9710", "1", "20260812", "12000", "JCBG"):
                    yield from entered(text)
            else:
                for _ in range(3):
                    yield from copied()
                yield from entered("12000")
                yield from copied()
            yield from entered("900")
            yield from entered(f"262120000001044171{line:02d}")
            if line == 0:
                for text in ("20260815", "900", "91211303MA0TEPT10R"):
                    yield from entered(text)
            else:
                for _ in range(3):
                    yield from copied()
        yield from self.handed_in("agency")

    def print_sheet(self) -> Iterator[Act]:
        """The case of measure 5: reckoned (F9), its calculation opened, its form stored as PDF."""
        yield Key(Qt.Key.Key_F9)
        case = page("case")
        yield Until("the calculation", lambda: case.presenter.data is not None and case.presenter.data.view.assessment)  # type: ignore[union-attr]
        yield Key(Qt.Key.Key_1, CONTROL)
        yield Key(Qt.Key.Key_P, CONTROL)
        yield on_page("print_preview")
        preview = page("print_preview")
        yield Until("the preview's pages", lambda: preview.pdf.page_count > 0)  # type: ignore[union-attr]
        yield Key(Qt.Key.Key_S, CONTROL)
        yield from chosen_files(self.folder / "sheet.pdf")
        yield Until("the PDF, registered", lambda: (self.folder / "sheet.pdf").is_file() and not shell().runner.is_busy)

    def log_out(self) -> Iterator[Act]:
        yield Click(lambda: shell().top._user)
        yield Until("the menu", lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        yield Key(UP)
        yield Key(RETURN)
        yield Until("the login page again", lambda: window(LoginWindow) and not window(ShellWindow))
        yield Key(ESCAPE)
