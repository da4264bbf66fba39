"""使用手册: list of pages with search at the left, the page at the right."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QImage,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFragment,
)
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QTextBrowser, QWidget

from cbec_desktop.paths import resources_folder
from ui.look import HAIR, look
from ui.screen import ScreenHost
from ui.screens.handbook.presenter import FIRST_PAGE, find_in_pages, handbook_pages, page_text, present_page
from ui.widgets.parts import column, frame, label, page_header, row

LIST_WIDTH = 220
MARGIN = 18
FOLDER = resources_folder() / "handbook"


class Sheet(QTextBrowser):
    """The page's text; pictures wider than it are drawn smaller, so that it never scrolls sideways."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_pictures()

    def fit_pictures(self) -> None:
        """Scale the pictures of the document to the room there is."""
        room = max(1, self.viewport().width() - 2 * MARGIN)
        block = self.document().begin()
        while block.isValid():
            place = block.begin()
            while not place.atEnd():
                if place.fragment().charFormat().isImageFormat():
                    self._fit(place.fragment(), room)
                place += 1
            block = block.next()

    def _fit(self, fragment: QTextFragment, room: int) -> None:
        picture = fragment.charFormat().toImageFormat()
        drawn = QImage(str(FOLDER / picture.name()))
        width = min(room, drawn.width())
        sharp = drawn.scaledToWidth(round(width * self.devicePixelRatioF()), Qt.TransformationMode.SmoothTransformation)
        self.document().addResource(QTextDocument.ResourceType.ImageResource, QUrl(picture.name()), sharp)
        picture.setWidth(width)
        picture.setHeight(width * drawn.height() / max(1, drawn.width()))
        cursor = QTextCursor(self.document())
        cursor.setPosition(fragment.position())
        cursor.setPosition(fragment.position() + 1, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(picture)


class HandbookPage(QWidget):
    def __init__(self, host: ScreenHost, page_id: str) -> None:
        super().__init__()
        self._host = host
        self._search = QLineEdit()
        self._search.setPlaceholderText("在手册里查找")
        self._search.setAccessibleName("在手册里查找")
        self._search.textChanged.connect(self._filter)
        self._list = QListWidget()
        self._list.setAccessibleName("手册目录")
        self._list.currentItemChanged.connect(self._show_current)
        self.text = Sheet()
        self.text.setAccessibleName("手册正文")
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        self.text.setSearchPaths([str(FOLDER)])
        self.text.setProperty("kind", "reading")
        self.text.document().setDocumentMargin(MARGIN)
        side = column(self._search, self._list, spacing=8, margins=(10, 10, 10, 10))
        self._side = frame("card", side)
        sheet = frame("card", column(self.text, spacing=0, margins=(1, 1, 1, 1)))
        body = row(self._side, spacing=10)
        body.addWidget(sheet, 1)
        whole = column(spacing=4, margins=(16, 4, 16, 10))
        whole.addLayout(page_header(label("使用手册", "title"), None))
        whole.addLayout(body, 1)
        self.setLayout(whole)
        self._fill()
        self.setFocusProxy(self._list)
        look.changed.connect(self._measure)
        self._measure()
        self.show_page(page_id)

    def show_page(self, page_id: str) -> None:
        """Show a page and mark it in the list."""
        wanted = present_page(page_id)
        for number in range(self._list.count()):
            if self._list.item(number).data(Qt.ItemDataRole.UserRole) == wanted:
                self._list.setCurrentRow(number)

    def _fill(self) -> None:
        for page_id, title in handbook_pages():
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.UserRole, page_id)
            self._list.addItem(item)

    def _filter(self, text: str) -> None:
        found = set(find_in_pages(text))
        for number in range(self._list.count()):
            item = self._list.item(number)
            item.setHidden(item.data(Qt.ItemDataRole.UserRole) not in found)

    def _show_current(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.text.setMarkdown(page_text(item.data(Qt.ItemDataRole.UserRole)))
            set_type(self.text.document())
            self.text.fit_pictures()

    def _follow(self, link: QUrl) -> None:
        self.show_page(link.fileName().removesuffix(".md"))

    def _measure(self) -> None:
        self._side.setFixedWidth(look.scaled(LIST_WIDTH))


def set_type(document: QTextDocument) -> None:
    """Headings in the house's sizes, room between paragraphs, rules of tables as hairlines."""
    sizes = {1: 20, 2: 15, 3: 14}
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        level = block.blockFormat().headingLevel()
        in_table = cursor.currentTable() is not None
        room = QTextBlockFormat()
        room.setTopMargin(4 if in_table else (16 if level > 1 else 4))
        room.setBottomMargin(4 if in_table else 6)
        cursor.mergeBlockFormat(room)
        letters = QTextCharFormat()
        letters.setFont(look.font(sizes.get(level, 13), 600 if level else 400))
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        if level:
            cursor.mergeCharFormat(letters)
        if (table := cursor.currentTable()) is not None:
            lines = table.format()
            lines.setBorderBrush(HAIR)
            lines.setCellPadding(6)
            table.setFormat(lines)
        block = block.next()


def build_page(host: ScreenHost, page_id: str = FIRST_PAGE, **_arguments: Any) -> HandbookPage:
    """The handbook, open at the page of a screen."""
    return HandbookPage(host, page_id)
