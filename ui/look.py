"""The look in one place: colours, sizes, fonts, the style sheet and 大字.

Painters and the style sheet share these values; what they mean stands in resources/styles/style.qss.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QDir, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from cbec_desktop.paths import resources_folder

INK = QColor("#1A2330")
INK_2 = QColor("#465262")
INK_3 = QColor("#5F6B7A")
PLACEHOLDER = QColor("#6B7786")
DISABLED = QColor("#8A95A4")
FIELD = QColor("#8A95A4")
LINE = QColor("#DCE1E7")
LINE_2 = QColor("#C3CBD5")
HAIR = QColor("#E8ECF0")
CANVAS = QColor("#F4F6F8")
SUNKEN = QColor("#EDF0F4")
WHITE = QColor("#FFFFFF")
ACCENT = QColor("#1C5DA6")
TINT = QColor("#E9F1FA")
ERROR = QColor("#A50E2D")
WARNING = QColor("#8A5A00")
OK = QColor("#0B665A")


@dataclass(frozen=True, slots=True)
class Tone:
    """The colours of one status; only `err` has a border, so that it stands out without colour too."""

    text: QColor
    back: QColor
    icon: str
    has_border: bool = False


TONES = {
    "ok": Tone(OK, QColor("#E2F2EE"), "circle-check"),
    "warn": Tone(WARNING, QColor("#FDF3D6"), "triangle-alert"),
    "err": Tone(ERROR, QColor("#FCECEF"), "circle-x", has_border=True),
    "info": Tone(ACCENT, TINT, "circle-dot"),
    "neutral": Tone(INK_2, SUNKEN, "circle"),
}

FAMILIES = ("Microsoft YaHei UI", "Noto Sans SC")
FONT_FILES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Medium.ttf", "NotoSansSC-SemiBold.ttf")
LARGE_TEXT = (("标准", 1.0), ("大", 1.2), ("特大", 1.4))
"""大字: 10, 12 and 14 pt."""

COMPACT_WIDTH = 1200
COMPACT_HEIGHT = 640
_SCALED = re.compile(r"(\d+)px/\*s\*/")


class Look(QObject):
    """The size factor in force; `changed` tells painters and tables to measure again."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.factor = 1.0
        self._fonts: dict[tuple[int, int], QFont] = {}

    def scaled(self, pixels: float) -> int:
        """A length that grows with 大字 (row heights, preset widths, text)."""
        return round(pixels * self.factor)

    def font(self, pixels: int = 13, weight: int = 400) -> QFont:
        """A font for painters: same families and sizes as the style sheet, figures of one width.

        Made once for each size and weight: a table asks for one at every cell it paints.
        """
        key = (self.scaled(pixels), weight)
        if key not in self._fonts:
            font = QFont(QApplication.font())
            font.setPixelSize(key[0])
            font.setWeight(QFont.Weight(weight))
            font.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[key] = font
        return QFont(self._fonts[key])

    def text_width(self, text: str, pixels: int = 13, weight: int = 400) -> int:
        return QFontMetrics(self.font(pixels, weight)).horizontalAdvance(text)

    def apply(self, application: QApplication, factor: float) -> None:
        """Set the factor and style everything anew; nothing is done twice, for all widgets are styled again."""
        sheet = style_sheet(factor)
        if factor == self.factor and application.styleSheet() == sheet:
            return
        self.factor = factor
        base = QFont()
        base.setFamilies(list(FAMILIES))
        base.setPixelSize(self.scaled(13))
        self._fonts.clear()
        application.setFont(base)
        application.setStyleSheet(sheet)
        self.changed.emit()


look = Look()


def style_sheet(factor: float) -> str:
    """The shipped style sheet with every value marked for 大字 multiplied by `factor`."""
    text = (resources_folder() / "styles" / "style.qss").read_text(encoding="utf-8")
    return _SCALED.sub(lambda found: f"{round(int(found[1]) * factor)}px", text)


def dress(application: QApplication, factor: float = 1.0) -> None:
    """The light palette (on Fusion), shipped fonts, icons for the sheet, the sheet itself."""
    application.setPalette(_palette())
    _load_fonts()
    QDir.setSearchPaths("icons", [str(resources_folder() / "icons" / "sheet")])
    look.apply(application, factor)


@cache
def _load_fonts() -> None:
    for name in FONT_FILES:
        QFontDatabase.addApplicationFont(str(resources_folder() / "fonts" / name))


def _palette() -> QPalette:
    """Light, whatever the desktop says: paper lies beside the screen."""
    palette = QPalette(CANVAS)
    for role, color in (
        (QPalette.ColorRole.Window, CANVAS),
        (QPalette.ColorRole.WindowText, INK),
        (QPalette.ColorRole.Base, WHITE),
        (QPalette.ColorRole.AlternateBase, WHITE),
        (QPalette.ColorRole.Text, INK),
        (QPalette.ColorRole.Button, WHITE),
        (QPalette.ColorRole.ButtonText, INK),
        (QPalette.ColorRole.PlaceholderText, PLACEHOLDER),
        (QPalette.ColorRole.Highlight, ACCENT),
        (QPalette.ColorRole.HighlightedText, WHITE),
        (QPalette.ColorRole.ToolTipBase, INK),
        (QPalette.ColorRole.ToolTipText, WHITE),
        (QPalette.ColorRole.Link, ACCENT),
    ):
        palette.setColor(role, color)
    return palette


def restyle(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties that the sheet reads (`t`, `kind`, `on`, `state`) and style the widget anew."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def is_compact(size: QSize) -> bool:
    """Narrow or low windows fold: rail, one-line facts, hint texts dropped."""
    return size.width() < COMPACT_WIDTH or size.height() < COMPACT_HEIGHT


LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter
