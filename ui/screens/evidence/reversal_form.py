"""The small form for a red-letter or void invoice (ruling 11)."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from ui.screens.evidence.presenter import EvidencePresenter
from ui.widgets.fields import DateField, MoneyField
from ui.widgets.form_fields import EnterMovesOn, choice_field, text_field
from ui.widgets.parts import button, column, frame, label, row

KINDS = (("红字发票", "red_letter"), ("发票作废", "void"))


class ReversalForm(QWidget):
    """Fields in the order of the paper; a refusal stands above the buttons."""

    def __init__(self, presenter: EvidencePresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self.kind: QComboBox = choice_field([word for word, _kind in KINDS], has_empty=False)
        self.invoice_no: QLineEdit = text_field(longest=20)
        self.invoice_code: QLineEdit = text_field(placeholder="20 位数电票不用填", longest=12)
        self.red_letter_no: QLineEdit = text_field(longest=20)
        self.amount = MoneyField()
        self.issued_on = DateField()
        self.reason: QLineEdit = text_field(placeholder="例如：销货退回", longest=200)
        self.sentence = label("", "error", wraps=True)
        self.save_button = button("登记", "primary", self._save, icon_name="check")
        self._enter = EnterMovesOn(self)
        self._titles: dict[QWidget, QWidget] = {}
        self._build()
        self.kind.currentIndexChanged.connect(lambda _index: self._fit_kind())
        QShortcut(QKeySequence("Ctrl+S"), self, self._save)
        QShortcut(QKeySequence("Esc"), self, presenter.cancel_form)

    def start(self, invoice_no: str) -> None:
        """An empty form; the number of the invoice in view stands already."""
        for field in (self.invoice_no, self.invoice_code, self.red_letter_no, self.reason):
            field.clear()
        self.kind.setCurrentIndex(0)
        self.invoice_no.setText(invoice_no)
        self.amount.show_amount(None)
        self.issued_on.show_day(None)
        self.say("")
        self._fit_kind()
        (self.red_letter_no if invoice_no else self.invoice_no).setFocus()

    def say(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))

    def _build(self) -> None:
        layout = column(label("登记红字发票", "section"), spacing=8, margins=(16, 12, 16, 12))
        layout.addWidget(label("红字发票冲减原发票的可用额，作废的发票全部不计；下次核算起生效。", "meta", wraps=True))
        for title, field in (
            ("类型", self.kind),
            ("原发票号码", self.invoice_no),
            ("原发票代码", self.invoice_code),
            ("红字发票号码", self.red_letter_no),
            ("红字金额（元，不写负号）", self.amount),
            ("开具或作废日期", self.issued_on),
            ("原因", self.reason),
        ):
            heading = label(title, "label")
            heading.setBuddy(field)
            field.setAccessibleName(title)
            field.installEventFilter(self._enter)
            self._titles[field] = heading
            layout.addLayout(column(heading, field, spacing=2))
        layout.addWidget(self.sentence)
        layout.addLayout(row(None, button("取消", "", self._presenter.cancel_form), self.save_button))
        layout.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame("card", layout))

    def _fit_kind(self) -> None:
        """A void invoice has neither a red-letter number nor an amount of its own."""
        is_red = KINDS[self.kind.currentIndex()][1] == "red_letter"
        for field in (self.red_letter_no, self.amount):
            field.setVisible(is_red)
            self._titles[field].setVisible(is_red)

    def _save(self) -> None:
        problem = next((field.problem for field in (self.amount, self.issued_on) if field.problem), "")
        if problem:
            self.say(problem)
            return
        self._presenter.save_reversal(
            KINDS[self.kind.currentIndex()][1],
            self.invoice_no.text(),
            self.invoice_code.text(),
            self.red_letter_no.text(),
            self.amount.amount,
            self.issued_on.day,
            self.reason.text(),
        )
