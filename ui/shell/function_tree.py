"""The functions at the left by stage of work; a rail of icons with words when the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QVBoxLayout, QWidget

from ui.look import ACCENT, INK, INK_2, INK_3, look, restyle
from ui.screen import STAGES, ScreenSpec, Stage
from ui.widgets.icons import icon as draw_icon
from ui.widgets.icons import icon_size, paint_icon
from ui.widgets.paint import paint_text
from ui.widgets.parts import clear

WIDTH = 176
RAIL_WIDTH = 72


class StageButton(QPushButton):
    """A stage with its chevron; open shows its screens below."""

    def __init__(self, stage: Stage, *, has_children: bool) -> None:
        super().__init__(f" {stage.title}")
        self.stage = stage
        self._has_children = has_children
        self.setProperty("kind", "nav")
        self.setIconSize(icon_size(16))
        self.setAccessibleName(stage.title)

    def show_state(self, *, is_open: bool, is_current: bool) -> None:
        self.setIcon(draw_icon(self.stage.icon, ACCENT if is_current or is_open else INK_2))
        restyle(self, on="true" if is_current else "false", open="true" if is_open else "false")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._has_children:
            painter = QPainter(self)
            name = "chevron-down" if self.property("open") == "true" else "chevron-right"
            paint_icon(painter, name, QPointF(self.width() - 24, self.height() / 2 - 7), INK_3, 14)
            painter.end()


class RailButton(QPushButton):
    """The same when narrow: icon over word."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage
        self.setProperty("kind", "rail")
        self.setAccessibleName(stage.title)
        self.setToolTip(stage.title)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        is_current = self.property("on") == "true"
        color = ACCENT if is_current else INK_2
        painter = QPainter(self)
        paint_icon(painter, self.stage.icon, QPointF(self.width() / 2 - 9, 5), color, 18)
        font = look.font(12, 600 if is_current else 400)
        box = QRect(0, 24, self.width(), self.height() - 26)
        paint_text(
            painter,
            box,
            self.stage.title,
            font,
            color=ACCENT if is_current else INK,
            align=Qt.AlignmentFlag.AlignHCenter,
        )
        painter.end()


class FunctionTree(QFrame):
    """Shows only stages that have screens; one stage is open at a time."""

    screen_wanted = Signal(str)

    def __init__(self, screens: Sequence[ScreenSpec]) -> None:
        super().__init__()
        self.setProperty("box", "nav")
        self._screens = {stage.id: [s for s in screens if s.stage == stage.id and s.is_in_tree] for stage in STAGES}
        self._stages = [stage for stage in STAGES if self._screens[stage.id]]
        self._open_stage = ""
        self._current: ScreenSpec | None = None
        self._is_rail = False
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(2)
        look.changed.connect(self._build)
        self._build()

    @property
    def is_rail(self) -> bool:
        return self._is_rail

    def set_rail(self, is_rail: bool) -> None:
        if is_rail != self._is_rail:
            self._is_rail = is_rail
            self._build()

    def show_current(self, spec: ScreenSpec) -> None:
        """Mark the stage and screen of the page in view."""
        self._current = spec
        self._open_stage = spec.stage
        self._build()

    def press_stage(self, number: int) -> None:
        """Alt+1 … Alt+0: open the first screen of the stage with that place in the whole list."""
        stage = STAGES[number]
        if self._screens[stage.id]:  # a key always leads somewhere; only a click folds the open stage
            self.screen_wanted.emit(self._screens[stage.id][0].id)

    def take_focus(self) -> None:
        """F6: the entry of the page in view, else the first."""
        items = [self._layout.itemAt(place).widget() for place in range(self._layout.count())]
        buttons = [made for made in items if isinstance(made, QPushButton)]
        current = [made for made in buttons if made.property("on") == "true"]
        for made in (current or buttons)[:1]:
            made.show()
            made.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _build(self) -> None:
        clear(self._layout)
        self.setFixedWidth(RAIL_WIDTH if self._is_rail else look.scaled(WIDTH))
        side = 4 if self._is_rail else 8
        self._layout.setContentsMargins(side, 8, side, 8)
        for stage in self._stages:
            self._layout.addWidget(self._rail_button(stage) if self._is_rail else self._stage_button(stage))
            if not self._is_rail and stage.id == self._open_stage and self._has_children(stage):
                for spec in self._screens[stage.id]:
                    self._layout.addWidget(self._screen_button(spec))
        self._layout.addStretch(1)

    def _has_children(self, stage: Stage) -> bool:
        return stage.id != "home"

    def _stage_button(self, stage: Stage) -> QWidget:
        made = StageButton(stage, has_children=self._has_children(stage))
        is_current = not self._has_children(stage) and self._current is not None and self._current.stage == stage.id
        made.show_state(is_open=stage.id == self._open_stage and self._has_children(stage), is_current=is_current)
        made.clicked.connect(lambda _checked=False: self._enter(stage))
        return made

    def _rail_button(self, stage: Stage) -> QWidget:
        made = RailButton(stage)
        made.setProperty("on", "true" if self._current is not None and self._current.stage == stage.id else "false")
        made.clicked.connect(lambda _checked=False: self._choose(stage, made))
        return made

    def _screen_button(self, spec: ScreenSpec) -> QWidget:
        made = QPushButton(spec.title)
        made.setProperty("kind", "nav2")
        is_current = self._current is not None and self._current.id == spec.id
        made.setProperty("on", "true" if is_current else "false")
        made.setAccessibleName(spec.title)
        made.clicked.connect(lambda _checked=False: self.screen_wanted.emit(spec.id))
        return made

    def _enter(self, stage: Stage) -> None:
        """A closed stage opens at its first screen; the open one folds."""
        if stage.id == self._open_stage and self._has_children(stage):
            self._open_stage = ""
            self._build()
            self.take_focus()
        else:
            self.screen_wanted.emit(self._screens[stage.id][0].id)

    def _choose(self, stage: Stage, at: QWidget) -> None:
        """In the rail a stage with several screens shows them as a menu."""
        screens = self._screens[stage.id]
        if len(screens) == 1:
            self.screen_wanted.emit(screens[0].id)
            return
        menu = QMenu(at)
        for spec in screens:
            menu.addAction(spec.title, lambda spec=spec: self.screen_wanted.emit(spec.id))
        menu.popup(at.mapToGlobal(at.rect().topRight()))
