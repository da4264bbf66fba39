"""The page on which an application is entered: head, lines, and the calculation beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QCheckBox, QFrame, QScrollArea, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.measures import MEASURE_NUMBERS
from cbec_desktop.services.drafts import SavedDraft
from cbec_desktop.services.entry import ApplicantChoice, RequiredDocument
from cbec_desktop.services.entry_cells import CellText
from cbec_desktop.services.policy import Clause
from ui.look import look
from ui.screen import ScreenHost
from ui.screens.application_entry.award_panel import AwardPanelView, AwardStrip
from ui.screens.application_entry.award_panel_data import AwardPanel
from ui.screens.application_entry.columns import short_dates
from ui.screens.application_entry.head_form import LABELS, HeadForm, make_field
from ui.screens.application_entry.lines import LeaseLines, Lines
from ui.screens.application_entry.presenter import ApplicationEntryPresenter
from ui.widgets.clause_popover import ClausePopover
from ui.widgets.entry_grid import EntryGrid
from ui.widgets.form_fields import FieldGrid, FormField, field_label
from ui.widgets.lease_grid import LeaseGrid
from ui.widgets.parts import button, clear, column, empty_state, frame, label, page_header, row

RECKON_AFTER_MS = 200
DRAFT_EVERY_MS = 30_000
NARROW = 1040
LINES_HEIGHT = 236
RESULT_HEADERS = {"费用明细": "本行补助", "报关明细": "本行补助", "园区实绩": "计入", "服务活动": "计入"}
GRID_TITLES = {"房屋租赁": "租约与发票"}


def build_page(host: ScreenHost, **arguments: Any) -> QWidget:
    """The page as the shell opens it; `enterprise_id` and `measure_id` may be given."""
    try:
        page = ApplicationEntryView(host, **arguments)
        page.presenter.start()
    except UserError as refusal:
        return empty_state("lock", "现在不能录入", refusal.message)
    return page


class ApplicationEntryView(QWidget):
    """Builds the widgets and passes on what the clerk does; the presenter decides."""

    def __init__(self, host: ScreenHost, *, enterprise_id: int | None = None, measure_id: str | None = None) -> None:
        super().__init__()
        self.presenter = ApplicationEntryPresenter(host, self, enterprise_id=enterprise_id, measure_id=measure_id)
        self._host = host
        self.note = label("", "meta")
        self.head = HeadForm()
        self.tabs = QTabBar()
        self.pages = QStackedWidget()
        self.grids: dict[str, EntryGrid | LeaseGrid] = {}
        self.panel, self.strip = AwardPanelView(), AwardStrip()
        self.county_fields: dict[str, FormField] = {}
        self.documents: dict[str, QCheckBox] = {}
        self._document_list = QVBoxLayout()
        self._offers = QVBoxLayout()
        self.fold_button = button("全部折叠", "quiet", self._fold, icon_name="chevron-up")
        self._reckon = QTimer(self, singleShot=True, interval=RECKON_AFTER_MS)
        self._draft = QTimer(self, interval=DRAFT_EVERY_MS)
        self._build()
        self._connect()
        self._measure()
        look.changed.connect(self._measure)
        self.setFocusProxy((self.head.applicant if enterprise_id is None else self.head.measure).field)

    # ---- building

    def _build(self) -> None:
        self.discard_button = button("放弃", "quiet", self._discard)
        self.save_button = button("暂存", "", self.presenter.save_draft)
        self.submit_button = button("提交", "primary", self.presenter.submit, icon_name="send")
        self.discard_button.setToolTip("不要这张草稿；已提交的不受影响")
        self.save_button.setToolTip("存为草稿，以后接着录（Ctrl+S）")
        self.submit_button.setToolTip("全部核对后登记，编出案号（Ctrl+Enter）")
        title = label("新建申报", "title")
        header = page_header(title, self.note, None, self.discard_button, self.save_button, self.submit_button)
        self._lower = self._lower_card()
        sheet = QWidget()
        sheet.setLayout(column(self.head, self._lower, spacing=10))
        sheet.layout().setStretch(1, 1)  # type: ignore[union-attr]
        area = QScrollArea()  # scrolls only where 大字 leaves the lines no room
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(sheet)
        main = column(area, self.strip, spacing=10)
        main.setStretch(0, 1)
        body = row(spacing=10)
        body.addLayout(main, 1)
        body.addWidget(self.panel)
        self.setLayout(column(header, self._offers, body, spacing=6, margins=(16, 4, 16, 10)))
        self.layout().setStretch(2, 1)  # type: ignore[union-attr]

    def _lower_card(self) -> QFrame:
        self.tabs.setAccessibleName("明细、材料、县区初审")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.currentChanged.connect(self._show_tab)
        self.paste_button = button("粘贴", "quiet", lambda: self._grid_does("paste_clipboard"), icon_name="copy")
        self.drop_button = button("删行", "quiet", lambda: self._grid_does("drop_rows"), icon_name="x")
        tools = row(self.tabs, None, self.fold_button, self.paste_button, self.drop_button, spacing=4)
        tools.setContentsMargins(16, 6, 8, 0)
        return frame("card", column(tools, self.pages, spacing=4, margins=(1, 1, 1, 6)))

    def _connect(self) -> None:
        presenter, head = self.presenter, self.head
        head.measure_chosen.connect(presenter.choose_measure)
        head.applicant_wanted.connect(presenter.find_applicants)
        head.applicant_chosen.connect(self._choose_applicant)
        head.left.connect(self._set_head)
        head.clause_asked.connect(presenter.open_clause)
        self.panel.fault_asked.connect(presenter.go_to)
        self._reckon.timeout.connect(presenter.recalculate)
        self._draft.timeout.connect(lambda: presenter.save_draft(is_asked=False))
        self._draft.start()
        for keys, action in (
            (QKeySequence(QKeySequence.StandardKey.Save), presenter.save_draft),
            (QKeySequence("Ctrl+Return"), presenter.submit),
            (QKeySequence("Ctrl+Enter"), presenter.submit),
            (QKeySequence("Ctrl+PgDown"), lambda: self._turn(1)),
            (QKeySequence("Ctrl+PgUp"), lambda: self._turn(-1)),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)
        self._host.before_close(presenter.may_close)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW * look.factor
        self.panel.setVisible(not is_narrow)
        self.strip.setVisible(is_narrow)

    def _measure(self) -> None:
        self._lower.setMinimumHeight(look.scaled(LINES_HEIGHT))

    # ---- what the clerk does

    def _choose_applicant(self, applicant: ApplicantChoice) -> None:
        self.presenter.choose_applicant(applicant)
        self._reckon.start()
        self.head.measure.setFocus()

    def _set_head(self, field: str, text: str) -> None:
        self.presenter.set_head(field, text)
        self._reckon.start()

    def _lines_edited(self) -> None:
        self.presenter.edited()
        self._reckon.start()

    def _documents_changed(self) -> None:
        chosen = [name for name, box in self.documents.items() if box.isChecked()]
        self.presenter.set_documents(chosen)
        self._name_tabs()

    def _discard(self) -> None:
        if self.presenter.discard():
            self._host.close(self)

    def _turn(self, step: int) -> None:
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + step) % self.tabs.count())
        self.pages.currentWidget().setFocus()

    def _show_tab(self, at: int) -> None:
        self.pages.setCurrentIndex(at)
        page = self.pages.currentWidget()
        self.fold_button.setVisible(isinstance(page, LeaseGrid))
        for made in (self.paste_button, self.drop_button):
            made.setVisible(isinstance(page, EntryGrid | LeaseGrid))

    def _grid_does(self, what: str) -> None:
        page = self.pages.currentWidget()
        if isinstance(page, EntryGrid | LeaseGrid):
            getattr(page, what)()

    def _fold(self) -> None:
        page = self.pages.currentWidget()
        if isinstance(page, LeaseGrid):
            self.fold_button.setText("全部展开" if page.fold_all() else "全部折叠")

    # ---- what the presenter shows

    def show_measure(self, measure_id: str, lines: Sequence[Lines]) -> None:
        """Fields and grids of a measure, rebuilt."""
        self.head.build(measure_id, self.presenter.head)
        while self.pages.count():
            page = self.pages.widget(0)
            self.pages.removeWidget(page)
            page.deleteLater()
        while self.tabs.count():
            self.tabs.removeTab(0)
        self.grids = {}
        for item in lines:
            grid = self._grid(item)
            self.grids[item.sheet.name] = grid
            self.pages.addWidget(grid)
            self.tabs.addTab(GRID_TITLES.get(item.sheet.name, item.sheet.name))
        self.pages.addWidget(self._document_page())
        self.tabs.addTab("材料清单")
        self.pages.addWidget(self._county_page())
        self.tabs.addTab("县区初审")
        self.head.last_field().go_on_to(self.pages.widget(0))
        self._show_tab(0)

    def _grid(self, lines: Lines) -> EntryGrid | LeaseGrid:
        name = lines.sheet.name
        grid: EntryGrid | LeaseGrid
        if isinstance(lines, LeaseLines):
            grid = LeaseGrid(lines.state, name, show=short_dates(self.presenter.draft.award_year))
        else:
            grid = EntryGrid(lines.state, name, result_header=RESULT_HEADERS[name])
        grid.edited.connect(self._lines_edited)
        grid.submitted.connect(self.presenter.submit)
        grid.clause_asked.connect(lambda clause, circle: self.presenter.open_clause(clause, (grid, circle)))
        grid.left.connect(self.head.measure.setFocus)
        return grid

    def _document_page(self) -> QWidget:
        self._document_list = QVBoxLayout()
        self._document_list.setSpacing(2)
        holder = QWidget()
        holder.setLayout(column(self._document_list, None, margins=(16, 4, 16, 8)))
        return _scrolled(holder, "材料清单")

    def _county_page(self) -> QWidget:
        grid = FieldGrid()
        self.county_fields = {}
        for asked in self.presenter.county_part:
            field = make_field(asked, partial(self._set_head, asked.field))
            self.county_fields[asked.field] = field
            name = LABELS.get(asked.field, asked.header)
            grid.add(field_label(name, field), field, span=asked.field == "remark")
        holder = QWidget()
        holder.setLayout(column(grid, None, margins=(16, 4, 16, 8)))
        return _scrolled(holder, "县区初审")

    def show_applicant(self, applicant: ApplicantChoice | None) -> None:
        self.head.show_applicant(applicant)

    def show_choices(self, choices: Sequence[ApplicantChoice]) -> None:
        self.head.offer(choices)

    def show_head(self, texts: Mapping[str, str]) -> None:
        self.head.show_texts(texts)
        for name, field in self.county_fields.items():
            field.show_text(texts.get(name, ""))
            field.say("", "")

    def show_field(self, field: str, cell: CellText) -> None:
        self.head.show_field(field, cell)
        if field in self.county_fields:
            self.county_fields[field].show_text(cell.text)
            self.county_fields[field].say(cell.message, cell.level)

    def show_support_details(self, is_asked: bool) -> None:
        self.head.show_support_details(is_asked)

    def show_documents(self, documents: Sequence[RequiredDocument], handed_in: Sequence[str]) -> None:
        clear(self._document_list)
        self.documents = {}
        for document in documents:
            star = "" if document.is_required else "（可选）"
            box = QCheckBox(f"{document.title}{star}")
            box.setAccessibleName(document.title)
            box.setChecked(document.id in handed_in)
            box.clicked.connect(lambda _checked=False: self._documents_changed())
            self.documents[document.id] = box
            self._document_list.addLayout(row(box, label(document.note, "meta"), None))
        self._name_tabs()

    def _name_tabs(self) -> None:
        given = sum(box.isChecked() for box in self.documents.values())
        self.tabs.setTabText(self.tabs.count() - 2, f"材料清单 {given}/{len(self.documents)}")

    def show_panel(self, panel: AwardPanel, *, is_old: bool) -> None:
        self.panel.show_panel(panel, is_old=is_old)
        self.strip.show_panel(panel, is_old=is_old)

    def show_lines(self) -> None:
        for grid in self.grids.values():
            grid.show_results()

    def show_note(self, text: str) -> None:
        self.note.setText(text)

    def offer_drafts(self, saved: Sequence[SavedDraft]) -> None:
        """A bar a draft, the newest three; the rest are said."""
        clear(self._offers)
        for draft in saved[:3]:
            said = label(f"有没提交的草稿：{draft.title}（{draft.saved_at[5:16].replace('T', ' ')} 保存）")
            bar = frame("notice-info", row(said, None, margins=(12, 4, 12, 4)))
            go_on = button("继续录入", "link", partial(self._resume, draft, bar))
            drop = button("放弃草稿", "link", partial(self._drop, draft, bar))
            for link in (go_on, drop):
                link.setAccessibleName(f"{link.text()}：{draft.title}")
                bar.layout().addWidget(link)  # type: ignore[union-attr]
            self._offers.addWidget(bar)

    def _resume(self, draft: SavedDraft, bar: QWidget) -> None:
        self.presenter.resume(draft)
        bar.hide()
        self._reckon.start()

    def _drop(self, draft: SavedDraft, bar: QWidget) -> None:
        if self.presenter.drop_offer(draft):
            bar.hide()

    def focus_field(self, field: str) -> None:
        if not self.head.focus_field(field) and field in self.county_fields:
            self.tabs.setCurrentIndex(self.tabs.count() - 1)
            self.county_fields[field].setFocus()

    def focus_line(self, sheet: str, place: Any) -> None:
        self.tabs.setCurrentIndex(list(self.grids).index(sheet))
        self.grids[sheet].go(*place)

    def show_clause(self, clause: Clause, readings: Sequence[tuple[str, str]], place: Any) -> None:
        anchor: QWidget
        if isinstance(place, tuple):
            grid, circle = place
            anchor = _point(grid, circle)
        else:
            anchor = place
        number = MEASURE_NUMBERS[self.presenter.draft.measure_id]
        ClausePopover(anchor, f"附件3 第{number}条（征求意见稿）", clause.heading, clause.body, readings)


def _point(grid: QWidget, circle: QRect) -> QWidget:
    """A place of a painted head, for what opens beside it."""
    anchor = QWidget(grid)
    anchor.setGeometry(circle)
    anchor.setFocusProxy(grid)
    return anchor


def _scrolled(page: QWidget, name: str) -> QScrollArea:
    area = QScrollArea()
    area.setAccessibleName(name)
    area.setWidgetResizable(True)
    area.setWidget(page)
    area.setFocusProxy(page)
    return area
