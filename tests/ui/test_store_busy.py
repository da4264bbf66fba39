"""Another program holds the store: each form says so in a sentence, keeps what is typed, and saves it afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cbec_desktop.bootstrap import open_context
from cbec_desktop.services import accounts, parameters, settings
from cbec_desktop.services import enterprise_entry as entry
from cbec_desktop.services.context import Context
from tests.conftest import CHEAP, PASSWORD, fixed_clock
from tests.services.applicants import make_applicant
from tests.ui.recording_host import RecordingHost
from ui.look import dress
from ui.screens.enterprise_form.view import build_page as build_enterprise_form
from ui.screens.parameters.view import build_page as build_parameters
from ui.screens.settings.view import build_page as build_settings


@pytest.fixture
def host(data_folder: Path, qapp: QApplication) -> Iterator[RecordingHost]:
    """A store that waits a fifth of a second for a lock instead of half a minute."""
    dress(qapp)
    ctx = open_context(data_folder, clock=fixed_clock, busy_timeout_s=0.2, password_cost=CHEAP)
    yield RecordingHost(ctx.acting(accounts.authenticate(ctx, "测试", PASSWORD)))
    ctx.store.close()


@contextmanager
def held(ctx: Context) -> Iterator[None]:
    """What a second program in the middle of a save does."""
    other = sqlite3.connect(ctx.store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_the_enterprise_form_stays_and_saves_later(host: RecordingHost, qtbot: QtBot) -> None:
    number = make_applicant(host.ctx)
    page = build_enterprise_form(host, enterprise_id=number)
    qtbot.addWidget(page)
    page.show()
    page.fields["registered_address"].field.setText("双塔区长江路一段 1 号")
    page.fields["registered_address"].field.editingFinished.emit()
    with held(host.ctx):
        page.presenter.save()
        assert "正在" in host.messages.refusals[-1] or "占用" in host.messages.refusals[-1]
    assert page.fields["registered_address"].text() == "双塔区长江路一段 1 号"
    assert page.presenter.is_dirty
    page.presenter.save()
    assert entry.load_enterprise_entry(host.ctx, number).fields["registered_address"] == "双塔区长江路一段 1 号"


def test_settings_stay_and_save_later(host: RecordingHost, qtbot: QtBot) -> None:
    page = build_settings(host)
    qtbot.addWidget(page)
    page.fields["office.address"].show_text("双塔区长江路一段 1 号")
    with held(host.ctx):
        page.presenter.save()
        assert host.messages.refusals[-1]
    assert page.fields["office.address"].text() == "双塔区长江路一段 1 号"
    assert settings.read_settings(host.ctx)["office.address"] == ""
    page.presenter.save()
    assert settings.read_settings(host.ctx)["office.address"] == "双塔区长江路一段 1 号"


def test_a_parameter_keeps_its_stored_value_and_says_why(host: RecordingHost, qtbot: QtBot) -> None:
    page = build_parameters(host)
    qtbot.addWidget(page)
    page.presenter.select("m4.rate")
    with held(host.ctx):
        page.presenter.set_value("45%")
    assert parameters.show_set(host.ctx, "2026-试1").line("m4.rate").value == "0.5"
    assert host.messages.refusals or not page._problem.isHidden()
    page.presenter.set_value("45%")
    assert parameters.show_set(host.ctx, "2026-试1").line("m4.rate").value == "0.45"
