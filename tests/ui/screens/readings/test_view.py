"""The register's page: a decision as a clerk makes it, effects that sort the questions, the cases a reading changes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cbec_desktop.services import readings
from tests.ui.recording_host import RecordingHost
from tests.ui.screens.rule_pages import shown_page
from ui.screens.readings.view import ReadingsPage, build_page
from ui.widgets.ledger import ChoiceList
from ui.widgets.record_table import RecordTable

TYPED = {"decided_by": "局务会", "document_no": "朝商字〔2026〕52号", "decided_on": "2026-10-09", "basis": "龙岗按月"}


def opened(qtbot: QtBot, application: QApplication, host: RecordingHost, parameter_id: str = "") -> ReadingsPage:
    page = build_page(host, parameter_id=parameter_id)
    assert shown_page(qtbot, application, page)
    return page


def test_a_decision_is_recorded_and_shown(qtbot: QtBot, qapp: QApplication, case_host: RecordingHost) -> None:
    page = opened(qtbot, qapp, case_host, "m4.unit_cap.period")
    assert page.form is not None, "opened at a question, the form is ready"
    page.detail.findChild(ChoiceList).cards["month"].mark.click()
    page.form.show_values(TYPED | {"document_no": ""})
    page.form.submit()
    assert page.form.sentence.text().startswith("没有填依据文号")
    assert not any(line.history for line in readings.list_readings(case_host.ctx, "2026-试1")[1])
    page.form.show_values(TYPED)
    page.form.submit()
    reading = page.presenter.reading
    assert reading is not None
    assert (reading.line.value, len(reading.history)) == ("month", 1)
    cases = page.detail.findChild(RecordTable)
    assert cases is not None, "the cases that the reading changes against the default"
    assert cases.rows()[-1].cells[0].text.startswith("合计")


def test_effects_sort_the_questions(qtbot: QtBot, qapp: QApplication, case_host: RecordingHost) -> None:
    page = opened(qtbot, qapp, case_host)
    assert page.table.rows()[0].cells[0].text == "A1"
    page.presenter.reckon_effects()
    effects = page.presenter.effects
    assert effects is not None
    sizes = []
    for row in page.table.rows():
        largest = effects.largest(str(row.key))
        sizes.append(abs(largest.difference) if largest is not None else -1)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 0
    page.presenter.choose_filter("other")
    assert {row.cells[5].note for row in page.table.rows()} == {"只影响检查", "只影响文字"}


def test_the_register_is_exported(case_host: RecordingHost, qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    page = opened(qtbot, qapp, case_host)
    case_host.messages.target = tmp_path / "口径.xlsx"
    page.presenter.export()
    assert (tmp_path / "口径.xlsx").is_file()
    assert "个口径" in case_host.messages.toasts[-1]
