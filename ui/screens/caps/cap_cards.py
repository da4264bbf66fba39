"""The caps of one 单户 as cards: what is left is loud, what is granted and held stands below the bar."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from cbec_desktop.domain.ledger_records import CapUse, Household
from cbec_desktop.domain.measures import MEASURE_SHORT
from cbec_desktop.services.caps_ledger import PLATFORM_ROLE
from ui.look import look, restyle
from ui.screens.caps.display import cap_parts, cap_words, percent_used, short_measure, whole_yuan
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.parts import button, clear, column, frame, label, row
from ui.widgets.stacked_bar import StackedBar

YEARS = (2026, 2027, 2028)


class CapCards(QFrame):
    """One card a measure whose cap belongs to the 单户; measures that cannot apply are told in one grey card."""

    def __init__(self, choose_year: Callable[[int], None]) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self._choose_year = choose_year
        self._head = row(spacing=8)
        self._cards = QGridLayout()
        self._cards.setSpacing(8)
        self.setLayout(column(self._head, self._cards, spacing=8, margins=(16, 10, 16, 12)))

    def show_household(self, household: Household | None, year: int) -> None:
        clear(self._head)
        clear(self._cards)
        if household is None:
            self._head.addWidget(label("没有单户：还没有申报，或没有找到。", "meta"))
            return
        self._head.addWidget(ElidedLabel(household.name, "section"))
        others = "、".join(member.name for member in household.members[1:])
        note = f"单户 {len(household.members)} 家" + (f"：本企业、{others}" if others else "")
        self._head.addWidget(ElidedLabel(note, "meta"), 1)
        for each in YEARS:
            made = button(str(each), "filter", partial(self._choose_year, each))
            restyle(made, on="true" if each == year else "false")
            self._head.addWidget(made)
        shown = [cap for cap in household.caps if _applies(cap, household)]
        a_line = len(shown) + 1 if look.factor == 1.0 else 2
        for number, card in enumerate([*map(_card, shown), _not_for_households(household)]):
            self._cards.addWidget(card, *divmod(number, a_line))
        for number in range(self._cards.columnCount()):
            self._cards.setColumnStretch(number, 1 if number == len(shown) else 2 if number < a_line else 0)


def _applies(cap: CapUse, household: Household) -> bool:
    """Measure 2 is for platforms; it is shown to others only where something was used."""
    is_platform = cap.measure_id == "service_platform"
    return not is_platform or PLATFORM_ROLE in household.roles or bool(cap.granted + cap.pending)


def _card(cap: CapUse) -> QWidget:
    name = f"{short_measure(cap.measure_id)} {MEASURE_SHORT[cap.measure_id].removesuffix('补助')}"
    is_by_project = cap.scope == "project"
    left = label("按项目" if is_by_project else f"余 {whole_yuan(cap.left)}", "section")
    lines = column(
        row(ElidedLabel(name, "strong"), None, label(f"上限 {whole_yuan(cap.cap)}", "meta"), spacing=4),
        row(left, None, label("" if is_by_project else percent_used(cap), "meta")),
        StackedBar([] if is_by_project else cap_parts(cap), f"{name} {cap_words(cap)}", height=8),
        label(cap_words(cap), "meta"),
        spacing=4,
        margins=(12, 8, 12, 8),
    )
    return frame("card", lines)


def _not_for_households(household: Household) -> QWidget:
    has_platform = PLATFORM_ROLE in household.roles
    name = "M1 园区" if has_platform else "M1 园区、M2 平台"
    why = "园区奖励按园区一次性，不按单户累计。" + ("" if has_platform else "没有平台角色。")
    lines = column(label(name, "strong"), label("不适用", "label"), label(why, "meta", wraps=True), None, spacing=4)
    lines.setContentsMargins(12, 8, 12, 8)
    return frame("well", lines)
