"""The style sheet stands, grows with 大字, and every icon that is named is shipped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from cbec_desktop.paths import resources_folder
from ui.look import LARGE_TEXT, dress, look, style_sheet
from ui.screen import STAGES
from ui.screens.catalogue import SCREENS

UI = Path(__file__).resolve().parents[2] / "ui"


def test_sheet_parses_and_reaches_widgets(qtbot: QtBot, qapp: QApplication) -> None:
    dress(qapp)
    made = QLabel("标题")
    made.setProperty("t", "title")
    qtbot.addWidget(made)
    made.ensurePolished()  # a rule that does not parse is a warning of Qt, and warnings fail
    assert made.font().pixelSize() == 17


@pytest.mark.parametrize("factor", [factor for _name, factor in LARGE_TEXT])
def test_large_text_multiplies_every_marked_value(factor: float) -> None:
    shipped = style_sheet(1.0)
    assert "/*s*/" not in style_sheet(factor)
    assert f'QLabel[t="title"]   {{ font-size: {round(17 * factor)}px;' in style_sheet(factor)
    assert "padding: 0 12px" in style_sheet(factor)  # paddings do not grow
    assert len(style_sheet(factor).splitlines()) == len(shipped.splitlines())


def test_painters_grow_with_large_text(qapp: QApplication) -> None:
    try:
        look.apply(qapp, 1.4)
        assert look.font(13).pixelSize() == 18
        assert look.scaled(30) == 42
    finally:
        look.apply(qapp, 1.0)


def test_every_icon_named_in_the_source_is_shipped() -> None:
    folder = resources_folder() / "icons"
    named = {stage.icon for stage in STAGES} | {spec.icon for spec in SCREENS}
    call = re.compile(
        r"(?:icon_name=|\b(?:icon|pixmap|icon_label|empty_state|tool)\(|paint_icon\(painter, )\"([a-z0-9-]+)\""
    )
    for path in UI.rglob("*.py"):
        named |= set(call.findall(path.read_text(encoding="utf-8")))
    assert len(named) > 30
    assert sorted(name for name in named if not (folder / f"{name}.svg").is_file()) == []


def test_every_icon_of_the_sheet_is_shipped() -> None:
    named = set(re.findall(r"url\(icons:([a-z-]+\.svg)\)", style_sheet(1.0)))
    assert named
    assert all((resources_folder() / "icons" / "sheet" / name).is_file() for name in named)
