"""What may not stand is refused in the window at its field, and the stored set stays as it was."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from cbec_desktop.awards.parameters import parameters_at
from cbec_desktop.domain.dates import parse_date
from cbec_desktop.services import parameters
from tests.bad_parameters import CONFIRMATIONS, EDITS, TYPED
from tests.ui.recording_host import RecordingHost
from tests.ui.screens.rule_pages import shown_page
from ui.screens.parameters.view import build_page


@pytest.mark.parametrize(("parameter", "typed", "words"), EDITS)
def test_a_value_is_refused_at_its_field(
    qtbot: QtBot, qapp: QApplication, case_host: RecordingHost, parameter: str, typed: str, words: str
) -> None:
    before = parameters.show_set(case_host.ctx, "2026-试1")
    page = build_page(case_host)
    shown_page(qtbot, qapp, page)
    assert page.table.select_key(parameter)
    qapp.processEvents()
    if parameters_at(2026)[parameter].readings:  # cards offer known readings only: as a hand-made call would
        page.presenter.set_value(typed)
    else:
        (field,) = page.detail.findChildren(QLineEdit, "value")
        field.selectAll()
        qtbot.keyClicks(field, typed)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qapp.processEvents()
        shown = [each for each in page.detail.findChildren(QLineEdit, "value") if each.isVisibleTo(page)]
        assert [each.property("state") for each in shown] == ["error"]
    assert words in page._problem.text()
    assert page._problem.isVisibleTo(page)
    assert parameters.show_set(case_host.ctx, "2026-试1") == before


@pytest.mark.parametrize(("name", "changes", "field", "_error", "words"), CONFIRMATIONS)
def test_a_confirmation_is_refused_at_its_field(
    qtbot: QtBot,
    qapp: QApplication,
    case_host: RecordingHost,
    name: str,
    changes: Mapping[str, str],
    field: str,
    _error: str,
    words: str,
) -> None:
    ctx = case_host.ctx
    if name == "2026-试2":
        parameters.copy_set(ctx, "2026-试1")
        parameters.confirm_set(
            ctx, "2026-试1", document_no=TYPED["document_no"], confirmed_on=parse_date(TYPED["confirmed_on"])
        )
    before = parameters.list_sets(ctx, 2026)
    page = build_page(case_host, name)
    shown_page(qtbot, qapp, page)
    page.confirm_button.click()
    qapp.processEvents()
    form = page._form
    assert form is not None
    form.show_values({**TYPED, **changes})
    form.submit()
    assert words in form.sentence.text()
    assert form.sentence.isVisibleTo(page)
    assert [key for key, made in form.fields.items() if made.property("state") == "error"] == [field]
    assert form.fields[field].hasFocus()
    assert parameters.list_sets(ctx, 2026) == before
    form.show_values(TYPED | {"effective_from": "2026-01-02" if name == "2026-试2" else "2026-01-01"})
    form.submit()
    assert [each.is_trial for each in parameters.list_sets(ctx, 2026) if each.name == name] == [False]
