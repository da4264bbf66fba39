"""Icons drawn from the shipped outlines in the colour of the text beside them."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from cbec_desktop.paths import resources_folder
from ui.look import INK_2, WHITE


@lru_cache(maxsize=256)
def _outline(name: str) -> str:
    return (resources_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _drawn(name: str, color: str, pixels: int) -> QPixmap:
    """One icon at exact device pixels; cached, for tables draw thousands."""
    image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(_outline(name).replace("currentColor", color).encode()))
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return QPixmap.fromImage(image)


def pixmap(name: str, color: QColor = INK_2, size: int = 16, ratio: float | None = None) -> QPixmap:
    """The icon `name` at `size` logical px; raises FileNotFoundError for a name that is not shipped."""
    scale = ratio or _ratio()
    drawn = QPixmap(_drawn(name, color.name(), round(size * scale)))
    drawn.setDevicePixelRatio(scale)
    return drawn


def icon(name: str, color: QColor = INK_2, size: int = 16) -> QIcon:
    """The same for buttons and menus, paler when disabled."""
    made = QIcon()
    made.addPixmap(pixmap(name, color, size))
    made.addPixmap(pixmap(name, QColor("#8A95A4"), size), QIcon.Mode.Disabled)
    return made


def white_icon(name: str) -> QIcon:
    """For primary buttons."""
    return icon(name, WHITE, 15)


def paint_icon(painter: QPainter, name: str, where: QPointF, color: QColor, size: int = 13) -> None:
    """Draw `name` with its upper left corner at `where`."""
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    painter.drawPixmap(where, pixmap(name, color, size, ratio))


def icon_size(size: int = 15) -> QSize:
    return QSize(size, size)


def _ratio() -> float:
    application = QApplication.instance()
    return application.devicePixelRatio() if isinstance(application, QApplication) else 1.0
