"""The detail of one group: open findings with check boxes, one reason for those ticked, what was explained, lapsed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLayout, QPushButton, QWidget

from cbec_desktop.domain.finding_records import FindingGroup, FindingState, Hit, change_words
from cbec_desktop.domain.money import format_yuan
from cbec_desktop.domain.statuses import FindingLevel
from cbec_desktop.services.findings import can_be_on_trial
from ui.screens.findings.display import hit_sentence, short_case
from ui.screens.findings.presenter import FindingsPresenter
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.ledger import DetailCard
from ui.widgets.parts import button, column, frame, hline, icon_label, label, row
from ui.widgets.reason_edit import ReasonEdit

MOST_SHOWN = 40
WIDTH = 424


class FindingDetail(DetailCard):
    """The card at the right; scrolls, the button that saves stays at its foot."""

    def __init__(self) -> None:
        super().__init__("检查结果明细", WIDTH)
        self.presenter: FindingsPresenter | None = None
        self.reason: ReasonEdit | None = None
        self.save_button: QPushButton | None = None
        self.boxes: dict[tuple[str, str, str, str], QCheckBox] = {}

    def show_group(self, group: FindingGroup | None, ticked: frozenset[tuple[str, str, str, str]]) -> None:
        """Show another group, or the same one after a change."""
        typed = self.reason.toPlainText() if self.reason is not None else ""
        self.reason = self.save_button = None
        self.boxes = {}
        if group is None:
            self.show_items([label("没有选中的检查。点左边一行看涉及的案件。", "meta", wraps=True)])
            return
        items: list[QWidget | QLayout | int] = [self._head(group)]
        foot: list[QWidget | None] = []
        open_ones = [hit for hit in group.hits if hit.state is FindingState.OPEN]
        if open_ones:
            items += self._open(open_ones, ticked)
        if open_ones and group.level is FindingLevel.ERROR:
            items.append(label("“必须改”不能用说明代替：打开案件改正资料，再重新检查。", "error", wraps=True))
        elif open_ones and group.level is FindingLevel.WARNING:
            items += self._editor(typed)
            foot = [None, self.save_button]
        items += self._lapsed(open_ones)
        items += self._explained([hit for hit in group.hits if hit.state is FindingState.EXPLAINED])
        items += self._automatic([hit for hit in group.hits if hit.state is FindingState.AUTOMATIC])
        self.show_items([*items, *self._trial(group)], foot)
        self._count_ticked()

    def save(self) -> None:
        if self.presenter is not None and self.reason is not None:
            self.presenter.save_reason(self.reason.toPlainText())

    def clear_reason(self) -> None:
        if self.reason is not None:
            self.reason.clear()

    # --- parts ----------------------------------------------------------------------------------------------

    def _head(self, group: FindingGroup) -> QLayout:
        counts = f"待处理 {group.count(FindingState.OPEN)}    已说明 {group.count(FindingState.EXPLAINED)}"
        title = label(f"{group.code}　{group.title}", "section", wraps=True)
        return column(title, row(label(group.clause, "meta"), None, label(counts, "meta")), spacing=2)

    def _open(self, hits: list[Hit], ticked: frozenset[tuple[str, str, str, str]]) -> list[QWidget | QLayout | int]:
        items: list[QWidget | QLayout | int] = []
        for hit in hits[:MOST_SHOWN]:
            inner = row(spacing=10)
            if hit.level is FindingLevel.WARNING:
                box = QCheckBox()
                box.setChecked(hit.key in ticked)
                box.setAccessibleName(f"{hit.case_no} {hit.message}")
                box.toggled.connect(self._ticker(hit))
                self.boxes[hit.key] = box
                inner.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
            inner.addLayout(self._hit(hit, hit_sentence(hit)), 1)
            items.append(inner)
        if len(hits) > MOST_SHOWN:
            items.append(label(f"另有 {len(hits) - MOST_SHOWN} 条，说明这些以后再显示。", "meta"))
        return items

    def _hit(self, hit: Hit, sentence: str) -> QLayout:
        case = button(short_case(hit.case_no), "link", lambda: self._open_case(hit))
        head = row(case, spacing=8)
        head.addWidget(ElidedLabel(hit.enterprise), 1)
        return column(head, label(sentence, "meta", wraps=True), spacing=1)

    def _editor(self, typed: str) -> list[QWidget | QLayout | int]:
        self.reason = ReasonEdit(typed)
        self.reason.submitted.connect(self.save)
        self.save_button = button("存说明", "", self.save)
        self._ticked_note = label("", "meta")
        everything = button("全选", "link", lambda: self._tick_all())
        return [self.reason, row(self._ticked_note, None, everything)]

    def _lapsed(self, hits: list[Hit]) -> list[QWidget | QLayout | int]:
        lapsed = [hit for hit in hits if hit.lapsed is not None]
        items: list[QWidget | QLayout | int] = []
        for hit in lapsed[:MOST_SHOWN]:
            assert hit.lapsed is not None
            words = (
                f"说明失效：{short_case(hit.case_no)} {change_words(hit.lapsed.value, hit.value)}，"
                f"{hit.lapsed.at[5:10]} {hit.lapsed.by}的说明不再算数，已退回待处理。"
            )
            inner = row(icon_label("triangle-alert"), spacing=8, margins=(10, 6, 10, 6))
            inner.addWidget(label(words, "warn", wraps=True), 1)
            items.append(frame("notice-warn", inner))
        return items

    def _explained(self, hits: list[Hit]) -> list[QWidget | QLayout | int]:
        if not hits:
            return []
        items: list[QWidget | QLayout | int] = [
            hline(),
            row(label(f"已说明 {len(hits)}", "section"), None, label("值变了，说明自动失效", "meta")),
        ]
        for hit in hits[:MOST_SHOWN]:
            assert hit.reason is not None
            case = button(short_case(hit.case_no), "link", partial(self._open_case, hit))
            items.append(row(case, None, label(f"{hit.reason.by} {hit.reason.at[5:10]}", "meta")))
            items.append(label(hit.reason.text, wraps=True))
        return items

    def _automatic(self, hits: list[Hit]) -> list[QWidget | QLayout | int]:
        """What a rule has dealt with: nothing to do, the amount taken out stands beside."""
        if not hits:
            return []
        out = sum((hit.amount_out for hit in hits if hit.amount_out is not None), start=0)
        note = f"按规则剔除 {format_yuan(out)} 元" if out else "不需要说明"
        items: list[QWidget | QLayout | int] = [
            hline(),
            row(label(f"自动 {len(hits)}", "section"), None, label(note, "meta")),
        ]
        items += [self._hit(hit, hit_sentence(hit)) for hit in hits[:MOST_SHOWN]]
        if len(hits) > MOST_SHOWN:
            items.append(label(f"另有 {len(hits) - MOST_SHOWN} 条。", "meta"))
        return items

    def _trial(self, group: FindingGroup) -> list[QWidget | QLayout | int]:
        if not group.is_trial and not can_be_on_trial(group.code):
            return []
        words = "转为正式检查" if group.is_trial else "转为试运行"
        note = "试运行：不挡审批，不计合计" if group.is_trial else "误报多时可先试运行"
        link = button(words, "link", lambda: self._set_trial(group.code, is_trial=not group.is_trial))
        return [hline(), row(label(note, "meta"), None, link)]

    # --- intents --------------------------------------------------------------------------------------------

    def _ticker(self, hit: Hit) -> Callable[[bool], None]:
        def ticked(is_on: bool) -> None:
            if self.presenter is not None:
                self.presenter.tick(hit.key, is_on=is_on)
            self._count_ticked()

        return ticked

    def _tick_all(self) -> None:
        for box in self.boxes.values():
            box.setChecked(True)

    def _count_ticked(self) -> None:
        if self.save_button is None:
            return
        count = sum(1 for box in self.boxes.values() if box.isChecked())
        self._ticked_note.setText(f"同一句说明用于选中的 {count} 条" if count else "先勾选要说明的，再写说明")
        self.save_button.setText(f"存说明 {count} 条" if count else "存说明")
        self.save_button.setEnabled(count > 0)

    def _open_case(self, hit: Hit) -> None:
        if self.presenter is not None:
            self.presenter.open_case(hit)

    def _set_trial(self, code: str, *, is_trial: bool) -> None:
        if self.presenter is not None:
            self.presenter.set_trial(code, is_trial=is_trial)
