"""使用手册: every screen has a page with its picture, every page opens, search finds it, links lead somewhere."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cbec_desktop.paths import resources_folder
from cbec_desktop.services.context import Context
from tests.ui.recording_host import RecordingHost
from ui.look import dress
from ui.screens.catalogue import SCREENS
from ui.screens.handbook.presenter import LAST_PAGES, find_in_pages, handbook_pages, page_text, present_page
from ui.screens.handbook.view import HandbookPage, build_page

FOLDER = resources_folder() / "handbook"
PICTURE = re.compile(r"!\[([^\]]+)\]\(([^)]+)\)")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)]+)\)")
LARGEST_PICTURE = 120 * 1024


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication, ctx: Context) -> HandbookPage:
    dress(qapp)
    made = build_page(RecordingHost(ctx))
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    return made


def shown_pages(page: HandbookPage) -> list[str]:
    items = [page._list.item(number) for number in range(page._list.count())]
    return [item.data(Qt.ItemDataRole.UserRole) for item in items if not item.isHidden()]


def test_every_screen_has_a_page_and_the_days_work_stands_first() -> None:
    pages = dict(handbook_pages())
    assert next(iter(pages)) == "index"
    assert {spec.id for spec in SCREENS} - set(pages) == set()
    assert {"login", *LAST_PAGES} <= set(pages)
    assert all(title != page_id for page_id, title in pages.items())


def test_every_picture_that_a_page_names_exists_and_is_small() -> None:
    named = {page_id: PICTURE.findall(page_text(page_id)) for page_id, _title in handbook_pages()}
    assert named["index"]
    assert named["case"]
    for page_id, pictures in named.items():
        for words, name in pictures:
            assert words
            file = FOLDER / name
            assert file.is_file(), f"{page_id}: {name}"
            assert file.stat().st_size <= LARGEST_PICTURE, name
            assert QImage(str(file)).width() > 600, name


def test_links_between_pages_lead_somewhere() -> None:
    files = {path.name for path in FOLDER.glob("*.md")}
    linked = {page_id: LINK.findall(page_text(page_id)) for page_id, _title in handbook_pages()}
    for page_id, targets in linked.items():
        assert set(targets) <= files, page_id
    assert len(linked["index"]) > 10


def test_every_page_opens_shows_its_pictures_and_is_found(page: HandbookPage) -> None:
    for page_id, title in handbook_pages():
        page.show_page(page_id)
        assert page.text.toPlainText().startswith(title)
        assert page.text.toPlainText().count("￼") == len(PICTURE.findall(page_text(page_id)))
        assert page.text.document().size().width() <= page.text.viewport().width()
        page._search.setText(title)
        assert page_id in shown_pages(page)
        page._search.clear()


def test_a_link_opens_its_page(page: HandbookPage) -> None:
    page.text.anchorClicked.emit(QUrl("imports.md"))
    assert page.text.toPlainText().startswith("导入")


def test_a_screen_without_a_page_gets_the_first() -> None:
    assert present_page("nothing") == "index"
    assert page_text("nothing") == page_text("index")


def test_search_narrows_the_list() -> None:
    assert "enterprises" in find_in_pages("按这个值筛选")
    assert "home" not in find_in_pages("按这个值筛选")
    assert find_in_pages("没有这样的话") == []


def test_page_opens_at_what_was_asked(qtbot: QtBot, qapp: QApplication, ctx: Context) -> None:
    dress(qapp)
    asked = build_page(RecordingHost(ctx), page_id="applications")
    qtbot.addWidget(asked)
    asked.show()
    assert asked.text.toPlainText().startswith("申报登记")
    asked.show_page("enterprises")
    assert asked.text.toPlainText().startswith("企业名录")
