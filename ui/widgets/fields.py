"""Fields for exact money and for dates: what people type is understood, what is unclear is refused with a sentence."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QMenu, QWidgetAction

from cbec_desktop.domain.dates import NotADateError, parse_date
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.money import format_yuan, yuan_from_fen
from ui.look import INK_2, restyle
from ui.widgets.icons import icon
from ui.widgets.typed_money import parse_money


class MoneyField(QLineEdit):
    """Yuan, right-aligned, without spinner; `committed` sends the Decimal when the field is left or Enter pressed."""

    committed = Signal(object)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._amount: Decimal | None = None
        self.problem = ""
        self.editingFinished.connect(self._commit)
        self.textEdited.connect(lambda _text: self._say(""))

    @property
    def amount(self) -> Decimal | None:
        return self._amount

    def show_amount(self, amount: Decimal | None) -> None:
        """Show a value without sending it."""
        self._amount = amount
        self._say("")
        self._show(is_plain=self.hasFocus())

    def show_fen(self, fen: int | None) -> None:
        self.show_amount(None if fen is None else yuan_from_fen(fen))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.problem:
            self._show(is_plain=True)
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self.problem:
            self._show(is_plain=False)

    def _commit(self) -> None:
        try:
            amount = parse_money(self.text())
        except UserError as error:
            self._say(error.message)
            return
        self._say("")
        if amount != self._amount:
            self._amount = amount
            self.committed.emit(amount)
        self._show(is_plain=self.hasFocus())

    def _show(self, *, is_plain: bool) -> None:
        if self._amount is None:
            self.clear()
        else:
            self.setText(f"{self._amount:.2f}" if is_plain else format_yuan(self._amount))
        self._tell_words()

    def _tell_words(self) -> None:
        """Amount in words as tool tip."""
        from cbec_desktop.domain.amount_in_words import amount_in_words

        self.setToolTip("" if self._amount is None else amount_in_words(self._amount))

    def _say(self, problem: str) -> None:
        if problem != self.problem:
            self.problem = problem
            restyle(self, state="error" if problem else "")
            self.refused.emit(problem)
        if problem:
            self.setToolTip(problem)


class DateField(QLineEdit):
    """A day: typed freely, shown as 2026-11-22; ↑↓ step a day, PgUp/PgDn a month, the calendar is a button."""

    committed = Signal(object)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._day: date | None = None
        self.problem = ""
        self.setPlaceholderText("年-月-日")
        self._open = self.addAction(icon("calendar", INK_2, 16), QLineEdit.ActionPosition.TrailingPosition)
        self._open.setToolTip("打开日历")
        self._open.triggered.connect(self._show_calendar)
        self.editingFinished.connect(self._commit)
        self.textEdited.connect(lambda _text: self._say(""))

    @property
    def day(self) -> date | None:
        return self._day

    def show_day(self, day: date | None) -> None:
        """Show a value without sending it."""
        self._day = day
        self._say("")
        self.setText("" if day is None else day.isoformat())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        months = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        key = Qt.Key(event.key())
        if key in steps and self._day is not None:
            self._take(self._day + timedelta(days=steps[key]))
        elif key in months and self._day is not None:
            moved = QDate(self._day.year, self._day.month, self._day.day).addMonths(months[key])
            self._take(date(moved.year(), moved.month(), moved.day()))
        else:
            super().keyPressEvent(event)

    def _commit(self) -> None:
        try:
            day = parse_date(self.text()) if self.text().strip() else None
        except NotADateError as error:
            self._say(str(error))
            return
        self._take(day)

    def _take(self, day: date | None) -> None:
        is_new = day != self._day
        self.show_day(day)
        if is_new:
            self.committed.emit(day)

    def _show_calendar(self) -> None:
        menu = QMenu(self)
        calendar = QCalendarWidget()
        calendar.setGridVisible(False)
        if self._day is not None:
            calendar.setSelectedDate(QDate(self._day.year, self._day.month, self._day.day))
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(calendar)
        menu.addAction(holder)

        def choose(day: QDate) -> None:
            self._take(date(day.year(), day.month(), day.day()))
            menu.close()

        calendar.clicked.connect(choose)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _say(self, problem: str) -> None:
        if problem != self.problem:
            self.problem = problem
            restyle(self, state="error" if problem else "")
            self.setToolTip(problem)
            self.refused.emit(problem)
