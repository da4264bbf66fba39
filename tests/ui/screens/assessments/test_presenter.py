"""The reckoning screen: run the year, the summary in words, open a case with its neighbours, print the batch."""

from __future__ import annotations

import pytest

from cbec_desktop.domain.registers import RegisterQuery
from cbec_desktop.jobs import JobContext
from cbec_desktop.paths import resources_folder
from cbec_desktop.services.context import Context
from cbec_desktop.services.imports import commit_import, plan_import
from tests.ui.recording_host import RecordingHost
from ui.screens.assessments.presenter import AssessmentsPresenter


class RecordedRun:
    def __init__(self) -> None:
        self.running: list[bool] = []
        self.summary = ""

    def show_running(self, is_running: bool) -> None:
        self.running.append(is_running)

    def show_summary(self, text: str) -> None:
        self.summary = text


@pytest.fixture
def run() -> RecordedRun:
    return RecordedRun()


def test_a_run_fills_the_register_and_says_what_came_out(ctx: Context, run: RecordedRun) -> None:
    sample = resources_folder() / "samples" / "2026" / "W2-211302.xlsx"
    commit_import(ctx, plan_import(ctx, [sample], None, JobContext()), True, JobContext())
    host = RecordingHost(ctx)
    presenter = AssessmentsPresenter(host)
    presenter.show_runs_in(run)
    assert presenter.source.count(RegisterQuery(filters=(("result", "none"),))) > 0
    presenter.assess_year()
    assert run.running == [True, False]
    assert run.summary.startswith("本次核算 ")
    assert "参数 2026-试1" in run.summary
    assert "如果 W3 还没有导入，先导入再核算一次" in run.summary
    assert "assessment" in host.announced
    presenter.source.forget()
    assert presenter.source.count(RegisterQuery(filters=(("result", "none"),))) == 0


def test_a_year_without_applications_says_what_to_do(ctx: Context, run: RecordedRun) -> None:
    host = RecordingHost(ctx, award_year=2027)
    presenter = AssessmentsPresenter(host)
    presenter.show_runs_in(run)
    presenter.assess_year()
    assert "2027 年度还没有申报" in host.messages.refusals[0]


def test_stopping_a_run_gives_the_button_back(case_host: RecordingHost, run: RecordedRun) -> None:
    presenter = AssessmentsPresenter(case_host)
    presenter.show_runs_in(run)
    case_host.jobs.stops_at = 0
    presenter.assess_year()
    assert run.running == [True, False]
    assert run.summary == ""


def test_a_row_opens_its_case_with_the_rows_around_it(case_host: RecordingHost) -> None:
    presenter = AssessmentsPresenter(case_host)
    presenter.count = presenter.source.count(presenter.query)
    rows = presenter.source.rows(presenter.query, 0, presenter.count)
    presenter.open_row(rows[2])
    screen, arguments = case_host.opened[-1]
    assert (screen, arguments["case_no"]) == ("case", rows[2].key)
    assert arguments["case_nos"] == tuple(row.key for row in rows)
    assert rows[0].cells["set_name"] == "2026-试1"
    assert rows[0].cells["assessed_on"] == "2026-11-22"


def test_checked_rows_are_printed_all_when_none_is_checked(case_host: RecordingHost) -> None:
    presenter = AssessmentsPresenter(case_host)
    presenter.count = presenter.source.count(presenter.query)
    rows = presenter.source.rows(presenter.query, 0, presenter.count)
    presenter.preview("F16")
    assert len(case_host.opened[-1][1]["case_nos"]) == presenter.count
    presenter.select([rows[1].record_id])
    presenter.preview("F16")
    assert case_host.opened[-1] == ("print_preview", {"case_nos": (rows[1].key,), "form_id": "F16"})
