"""The frame: tabs, keys, function tree, search, year, 大字, leaving."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

import ui.screens.case.presenter as case_presenter
import ui.screens.enterprise.presenter as enterprise_presenter
import ui.screens.print_preview.presenter as preview_presenter
from cbec_desktop.services.context import Context
from cbec_desktop.services.settings import save_settings
from db.base import Base
from ui.look import dress, look
from ui.screens.catalogue import SCREENS
from ui.shell.function_tree import RAIL_WIDTH
from ui.shell.window import ShellWindow, who_text
from ui.shell.window_state import WindowState


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, assessed_ctx: Context, tmp_path: Path) -> Iterator[ShellWindow]:
    dress(qapp)
    made = ShellWindow(assessed_ctx, SCREENS, WindowState(tmp_path, 1))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.open_screen("home")
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    yield made
    qtbot.waitUntil(lambda: not made.runner.is_busy, timeout=10_000)
    made.runner.close()
    look.apply(qapp, 1.0)


def titles(window: ShellWindow) -> list[str]:
    return [frame.title for frame in window.pages.frames()]


def press(qtbot: QtBot, window: ShellWindow, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget() or window, key, modifier)


def shown_entries(window: ShellWindow) -> list[str]:
    return [made.accessibleName() for made in window.tree.findChildren(QPushButton) if made.isVisible()]


CTRL, ALT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.NoModifier,
)


def test_a_screen_already_open_is_raised(window: ShellWindow) -> None:
    first = window.open_screen("enterprise", enterprise_id=1)
    other = window.open_screen("enterprise", enterprise_id=2)
    assert window.open_screen("enterprise", enterprise_id=1) is first
    assert window.pages.current is first
    assert other is not first
    assert len(window.pages.frames()) == 3


def test_keys_walk_stages_and_pages(qtbot: QtBot, window: ShellWindow) -> None:
    press(qtbot, window, Qt.Key.Key_2, ALT)
    assert titles(window) == ["首页", "企业名录"]
    press(qtbot, window, Qt.Key.Key_Tab, CTRL)
    assert window.pages.current is not None
    assert window.pages.current.spec.id == "home"
    press(qtbot, window, Qt.Key.Key_3, ALT)
    assert titles(window)[-1] == "申报登记"
    press(qtbot, window, Qt.Key.Key_W, CTRL)
    assert titles(window) == ["首页", "企业名录"]


def test_a_stage_key_leads_to_the_register_from_anywhere(qtbot: QtBot, window: ShellWindow) -> None:
    """Also from a page of the same stage, and the keyboard is in the page it leads to."""
    for _ in range(2):
        press(qtbot, window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
        frame = window.pages.current
        assert frame is not None
        assert frame.spec.id == "applications"
        qtbot.waitUntil(lambda frame=frame: frame.isAncestorOf(QApplication.focusWidget()))
        window.tree.take_focus()


def test_a_page_that_is_raised_again_has_the_keyboard(qtbot: QtBot, window: ShellWindow) -> None:
    register = window.open_screen("enterprises")
    window.open_screen("evidence")
    for way in ("raised", "stepped"):
        window.tree.take_focus()
        if way == "raised":
            window.open_screen("enterprises")
        else:
            press(qtbot, window, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
        current = window.pages.current
        assert current is not None
        assert (current is register) == (way == "raised")
        assert current.isAncestorOf(QApplication.focusWidget()), way


def test_home_cannot_be_closed(qtbot: QtBot, window: ShellWindow) -> None:
    press(qtbot, window, Qt.Key.Key_W, CTRL)
    assert titles(window) == ["首页"]


def test_page_may_refuse_to_close(window: ShellWindow) -> None:
    frame = window.open_screen("enterprises")
    window.host_of(frame).before_close(lambda: False)
    assert not window.close_frame(frame)
    assert frame in window.pages.frames()


def test_work_begun_by_a_page_that_was_closed_comes_to_nothing(qtbot: QtBot, window: ShellWindow) -> None:
    """A closed page is deleted a turn later; a timer of it may still ask for work, whose result nobody can show."""
    frame = window.open_screen("applications")
    host, told = window.host_of(frame), []
    assert window.close_frame(frame)
    host.jobs.run(lambda _job: "found", told.append)
    qtbot.waitUntil(lambda: not window.runner.is_busy)
    assert told == []


def test_a_new_application_begins_at_the_applicant(qtbot: QtBot, window: ShellWindow) -> None:
    window.open_screen("application_entry")
    qtbot.wait(50)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName().startswith("申请单位")


def test_f6_moves_between_the_areas(qtbot: QtBot, window: ShellWindow) -> None:
    frame = window.open_screen("enterprises")
    areas = []
    for _ in range(3):
        press(qtbot, window, Qt.Key.Key_F6, NONE)
        focus = QApplication.focusWidget()
        assert focus is not None
        candidates: dict[str, QWidget | None] = {"tree": window.tree, "page": frame.page, "status": window.status}
        areas += [name for name, area in candidates.items() if area is focus or (area and area.isAncestorOf(focus))]
    assert sorted(areas) == ["page", "status", "tree"]


def test_f1_opens_the_handbook_at_the_page_in_view(qtbot: QtBot, window: ShellWindow) -> None:
    window.open_screen("enterprises")
    press(qtbot, window, Qt.Key.Key_F1, NONE)
    frame = window.pages.current
    assert frame is not None
    assert frame.spec.id == "handbook"
    assert frame.page is not None
    assert "信用代码的末几位" in frame.page.text.toPlainText()


def test_tree_shows_only_stages_with_screens(window: ShellWindow) -> None:
    shown = [made.accessibleName() for made in window.tree.findChildren(QPushButton) if made.property("kind") == "nav"]
    stages = {spec.stage for spec in SCREENS if spec.is_in_tree}
    assert len(shown) == len(stages)
    assert shown[0] == "首页"


def test_every_entry_of_the_tree_opens_its_screen(qtbot: QtBot, window: ShellWindow) -> None:
    for spec in SCREENS:
        if spec.is_in_tree:
            window.tree.screen_wanted.emit(spec.id)
            assert window.pages.current is not None
            assert window.pages.current.spec.id == spec.id


def test_narrow_window_folds_into_a_rail_with_words(qtbot: QtBot, window: ShellWindow) -> None:
    window.resize(1093, 614)
    qtbot.waitUntil(lambda: window.tree.is_rail)
    assert window.tree.width() == RAIL_WIDTH
    qtbot.waitUntil(lambda: shown_entries(window)[:2] == ["首页", "企业"])
    window.resize(1366, 768)
    qtbot.waitUntil(lambda: not window.tree.is_rail)


def test_search_finds_by_last_digits_and_enter_opens(qtbot: QtBot, window: ShellWindow) -> None:
    press(qtbot, window, Qt.Key.Key_K, CTRL)
    assert window.search.box.hasFocus()
    qtbot.keyClicks(window.search.box, "UWXF")
    qtbot.waitUntil(lambda: window.search.box._list.count() > 0, timeout=10_000)
    qtbot.keyClick(window.search.box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.pages.current is not None and window.pages.current.spec.id == "enterprise")
    qtbot.waitUntil(lambda: "羊绒" in titles(window)[-1], timeout=10_000)
    press(qtbot, window, Qt.Key.Key_K, CTRL)
    assert window.search.box._list.count() == 1  # the recent records


def test_year_tells_those_who_watch_it(window: ShellWindow) -> None:
    heard: list[str] = []
    frame = window.open_screen("enterprises")
    window.host_of(frame).watch({"award_year"}, lambda: heard.append("year"))
    window.host_of(frame).watch({"contact"}, lambda: heard.append("contact"))
    window.top.year.setCurrentIndex(1)
    assert window.award_year == 2027
    assert heard == ["year"]
    window.announce({"contact"})
    assert heard == ["year", "contact"]


def test_large_text_and_year_are_kept_for_the_account(qtbot: QtBot, window: ShellWindow, tmp_path: Path) -> None:
    window.top.large_text_wanted.emit(1.2)
    window.top.year.setCurrentIndex(2)
    assert look.factor == 1.2
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=10_000)
    window.close()
    kept = WindowState(tmp_path, 1)
    assert kept.get("large_text", 1.0) == 1.2
    assert kept.get("award_year", 0) == 2028
    assert WindowState(tmp_path, 2).get("large_text", 1.0) == 1.0


def test_logging_out_shows_the_login_page_before_the_window_closes(qtbot: QtBot, window: ShellWindow) -> None:
    seen: list[bool] = []
    window.logged_out.connect(lambda: seen.append(window.isVisible()))
    window.log_out()
    assert seen == [True]
    assert not window.isVisible()


def test_who_is_logged_in(assessed_ctx: Context) -> None:
    assert who_text(assessed_ctx) == "测试员 · 市局经办"


def test_status_bar_shows_the_page_and_the_store(qtbot: QtBot, window: ShellWindow) -> None:
    qtbot.waitUntil(lambda: any("2026-试1" in text for text in window.status.texts()), timeout=10_000)
    qtbot.waitUntil(lambda: any("本年" in text for text in window.status.texts()), timeout=10_000)


def test_a_write_reaches_only_the_pages_that_show_what_it_changed(qtbot: QtBot, window: ShellWindow) -> None:
    frame = window.open_screen("handbook")
    heard: list[str] = []
    window.host_of(frame).watch({"setting"}, lambda: heard.append("setting"))
    window.host_of(frame).watch({"assessment"}, lambda: heard.append("assessment"))
    host, ctx = window.host_of(frame), window.ctx
    host.jobs.run(lambda _job: save_settings(ctx, {"office.phone": "0421-2811234"}), lambda _nothing: None, writes=True)
    qtbot.waitUntil(lambda: bool(heard))
    qtbot.waitUntil(lambda: not window.runner.is_busy)
    assert set(heard) == {"setting"}


def test_pages_watch_tables_that_there_are(window: ShellWindow) -> None:
    """A misspelt kind would never be heard of again."""
    known = {mapper.local_table.name for mapper in Base.registry.mappers} | {"award_year", "backup"}
    watched: set[str] = set()
    for spec in SCREENS:
        if not spec.key:
            frame = window.open_screen(spec.id)
            watched |= {kind for kinds, _callback in window.host_of(frame)._watches for kind in kinds}
    for module in (case_presenter, enterprise_presenter, preview_presenter):
        watched |= set(module.WATCHED)
    assert watched - known == set()
