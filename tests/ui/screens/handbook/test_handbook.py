"""使用手册: every page has a heading, links lead to pages, search narrows the list."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cbec_desktop.services.context import Context
from tests.ui.recording_host import RecordingHost
from ui.look import dress
from ui.screens.handbook.presenter import find_in_pages, handbook_pages, page_text, present_page
from ui.screens.handbook.view import build_page


def test_pages_have_headings_and_links_that_lead_somewhere() -> None:
    pages = dict(handbook_pages())
    assert list(pages)[0] == "home"
    for page_id, title in pages.items():
        assert title != page_id
        for link in re.findall(r"\]\(([a-z_]+)\.md\)", page_text(page_id)):
            assert link in pages, page_id


def test_a_screen_without_a_page_gets_the_first() -> None:
    assert present_page("nothing") == "home"
    assert page_text("nothing") == page_text("home")


def test_search_narrows_the_list() -> None:
    assert "enterprises" in find_in_pages("按这个值筛选")
    assert "home" not in find_in_pages("按这个值筛选")
    assert find_in_pages("没有这样的话") == []


def test_page_opens_at_what_was_asked(qtbot: QtBot, qapp: QApplication, ctx: Context) -> None:
    dress(qapp)
    page = build_page(RecordingHost(ctx), page_id="applications")
    qtbot.addWidget(page)
    page.show()
    assert page.text.toPlainText().startswith("申报登记")
    page.show_page("enterprises")
    assert page.text.toPlainText().startswith("企业名录")
