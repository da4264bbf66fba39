"""The head of the entry form: who applies, under which measure, for how much."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QFrame, QWidget

from cbec_desktop.domain.measures import MEASURE_CLAUSES, MEASURE_IDS, MEASURE_NUMBERS, MEASURE_SHORT
from cbec_desktop.exchange.template import Column, Kind
from cbec_desktop.services.application_draft import SUPPORT_DETAILS
from cbec_desktop.services.entry import ApplicantChoice
from cbec_desktop.services.entry_cells import CellText
from cbec_desktop.services.entry_workbook import county_word
from ui.screens.application_entry.columns import NUMERIC
from ui.widgets.form_fields import FieldGrid, FormField, choice_field, fact_field, field_label, text_field
from ui.widgets.parts import column, label, row

FIND_AFTER_MS = 150
LABELS = {
    "claimed_amount": "申报金额（元）",
    "has_provincial_support": "省级以上支持",
    "provincial_support_amount": "支持金额（元）",
    "provincial_support_project": "支持项目",
    "assessed_amount": "评定金额（元）",
    "assessment_document_no": "评定依据文号",
    "county_reviewed_amount": "初审金额（元）",
}
GOVERNED = ("has_provincial_support", "assessed_amount")


class ApplicantField(FormField):
    """Type part of a name, a code or initials; pick with ↓ Enter."""

    wanted = Signal(str)
    chosen = Signal(int)

    def __init__(self) -> None:
        self._edit = text_field(placeholder="输入名称、代码或拼音首字母", longest=100)
        super().__init__(self._edit, "申请单位")
        self._model = QStringListModel(self)
        completer = QCompleter(self._model, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(self._picked)
        self._edit.editingFinished.connect(self._left_field)
        self._taken = ""
        self._edit.setCompleter(completer)
        self._timer = QTimer(self, singleShot=True, interval=FIND_AFTER_MS)
        self._timer.timeout.connect(lambda: self.wanted.emit(self._edit.text()))
        self._edit.textEdited.connect(self._typed)

    def offer(self, choices: Sequence[ApplicantChoice]) -> None:
        """Show what was found below the field; an answer that comes after the pick opens nothing any more."""
        if self._taken:
            return
        self._model.setStringList([f"{choice.name}  {choice.credit_code}" for choice in choices])
        if choices and self._edit.hasFocus():
            completer = self._edit.completer()
            completer.complete()
            completer.popup().setCurrentIndex(completer.completionModel().index(0, 0))
        text = self._edit.text().strip()
        self.say("" if choices or len(text) < 2 else "名录里没有找到，可先到“企业名录”新增。", "warning")

    def _typed(self, _text: str) -> None:
        self._taken = ""
        self._timer.start()

    def _left_field(self) -> None:
        """Enter or Tab with a line of the list in the field; an open list tells the pick itself once it is closed."""
        if not self._edit.completer().popup().isVisible():  # closing, it would take the keyboard back
            self._picked(self._edit.text())

    def _picked(self, text: str) -> None:
        """A line of the list stands in the field, by Enter or because the field was left with it."""
        names = self._model.stringList()
        if text in names and text != self._taken:
            self._taken = text
            self._timer.stop()
            self.chosen.emit(names.index(text))


class HeadForm(QFrame):
    """All fields before the lines, rebuilt when the measure changes."""

    measure_chosen = Signal(str)
    applicant_chosen = Signal(object)
    applicant_wanted = Signal(str)
    left = Signal(str, str)
    clause_asked = Signal(str, QWidget)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self.applicant = ApplicantField()
        self.credit_code = fact_field("信用代码和县区")
        self._measure_field = choice_field(
            [f"措施 {MEASURE_NUMBERS[m]} {MEASURE_SHORT[m]}" for m in MEASURE_IDS], has_empty=False
        )
        self.measure = FormField(self._measure_field, "措施")
        self.fields: dict[str, FormField] = {}
        self._labels: dict[str, QWidget] = {}
        self._pairs: list[tuple[QWidget, QWidget]] = []
        self._grid = FieldGrid()
        self._choices: tuple[ApplicantChoice, ...] = ()
        self._body = QWidget()
        self._columns: tuple[Column, ...] = ()
        self.measure.explained_by(self._ask_measure)
        self.applicant.wanted.connect(self.applicant_wanted)
        self.applicant.chosen.connect(lambda at: self.applicant_chosen.emit(self._choices[at]))
        self._measure_field.activated.connect(lambda at: self.measure_chosen.emit(MEASURE_IDS[at]))
        head = row(label("申请单位", "section"), None, label("* 必填　灰底由企业名录带出", "meta"))
        self._holder = column(head, self._body, spacing=8, margins=(16, 10, 16, 12))
        self.setLayout(self._holder)

    def build(self, measure_id: str, columns: Sequence[Column]) -> None:
        """Fields of a measure; what stands in those that stay is kept by the presenter."""
        self._measure_field.setCurrentIndex(MEASURE_IDS.index(measure_id))
        if tuple(columns) == self._columns:
            return
        self._columns = tuple(columns)
        body = QWidget()
        self.fields, self._labels = {}, {}
        grid = FieldGrid()
        grid.setContentsMargins(0, 0, 0, 0)
        self._pairs = [
            (field_label("申请单位", self.applicant, is_required=True), self.applicant),
            (field_label("信用代码", self.credit_code), self.credit_code),
            (field_label("措施", self.measure, is_required=True, on_clause=self._ask_measure), self.measure),
        ]
        for asked in columns:
            field = self._make(asked)
            self.fields[asked.field] = field
            governed = self._ask_measure if asked.field in GOVERNED else None
            if governed is not None:
                field.explained_by(governed)
            name = LABELS.get(asked.field, asked.header)
            heading = field_label(name, field, is_required=asked.is_required, on_clause=governed)
            self._labels[asked.field] = heading
            self._pairs.append((heading, field))
        self._grid = grid
        grid.rearrange(self._pairs)
        body.setLayout(grid)
        self._holder.replaceWidget(self._body, body)
        self._body.deleteLater()  # the fields that stay were moved over before
        self._body = body

    def _make(self, column: Column) -> FormField:
        return make_field(column, lambda text: self.left.emit(column.field, text))

    def _ask_measure(self, mark: QWidget) -> None:
        measure_id = MEASURE_IDS[self._measure_field.currentIndex()]
        self.clause_asked.emit(MEASURE_CLAUSES[measure_id], mark)

    def show_applicant(self, applicant: ApplicantChoice | None) -> None:
        self.applicant.show_text(applicant.name if applicant else "")
        self.applicant.say("", "")
        facts = f"{applicant.credit_code} · {county_word(applicant)}" if applicant else ""
        self.credit_code.setText(facts)
        if applicant and applicant.is_pending_registration:
            self.applicant.say("这家企业待补登记，请补报企业名录。", "warning")

    def offer(self, choices: Sequence[ApplicantChoice]) -> None:
        self._choices = tuple(choices)
        self.applicant.offer(choices)

    def show_texts(self, texts: Mapping[str, str]) -> None:
        for name, field in self.fields.items():
            field.show_text(texts.get(name, ""))
            field.say("", "")

    def show_field(self, name: str, cell: CellText) -> None:
        if name in self.fields:
            self.fields[name].show_text(cell.text)
            self.fields[name].say(cell.message, cell.level)

    def show_support_details(self, is_asked: bool) -> None:
        """Amount and project of other support stand there only when there is some."""
        left_out = () if is_asked else tuple(self.fields[name] for name in SUPPORT_DETAILS if name in self.fields)
        pairs = [pair for pair in self._pairs if pair[1] not in left_out]
        for heading, field in self._pairs:
            heading.setVisible(field not in left_out)
            field.setVisible(field not in left_out)
        self._grid.rearrange(pairs)

    def last_field(self) -> FormField:
        """The field after which the lines begin."""
        return list(self.fields.values())[-1]

    def focus_field(self, name: str) -> bool:
        """Put the cursor into a field; False when it is not here."""
        field = self.applicant if name in ("enterprise", "reporting_no") else self.fields.get(name)
        if field is None:
            return False
        field.setFocus()
        return True


def make_field(column: Column, left: Callable[[str], object]) -> FormField:
    """A field for one column of the workbook."""
    if column.kind in (Kind.CHOICE, Kind.FLAG):
        return FormField(choice_field(column.choices), column.header, left)
    edit = text_field(is_numeric=column.kind in NUMERIC, placeholder="", longest=column.max_length + 20)
    edit.setToolTip(column.hint)
    return FormField(edit, column.header, left)
