"""The case page without a display, on real assessed cases of 双塔区."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from cbec_desktop.services.applications import get_case, list_case_titles, neighbours
from cbec_desktop.services.assessments import load_assessments
from cbec_desktop.services.context import Context
from tests.ui.recording_host import DoneJob, ImmediateJobs, RecordingHost
from ui.screens.case.display import amount_chain, case_facts, chips, stages
from ui.screens.case.evidence import evidence_tables, line_count
from ui.screens.case.history import change_words, history_rows, paper_rows
from ui.screens.case.presenter import CasePageData, CasePresenter, short_number


class RecordedView:
    """Keeps what the page showed last."""

    def __init__(self) -> None:
        self.data: CasePageData | None = None
        self.shown = 0
        self.missing = ""
        self.finding = -1
        self.clause: Any = None
        self.readings: list[tuple[str, str]] = []
        self.clipboard = ""

    def show_case(self, data: CasePageData, this_year: int) -> None:
        self.data = data
        self.shown += 1

    def show_missing(self, sentence: str) -> None:
        self.missing = sentence

    def select_finding(self, number: int) -> None:
        self.finding = number

    def show_clause(self, clause: Any, readings: Sequence[tuple[str, str]]) -> None:
        self.clause, self.readings = clause, list(readings)

    def copy(self, text: str) -> None:
        self.clipboard = text


@pytest.fixture
def view() -> RecordedView:
    return RecordedView()


@pytest.fixture
def cases(assessed_ctx: Context) -> list[str]:
    return [result.case_no for result in load_assessments(assessed_ctx, 2026)]


def opened(host: RecordingHost, view: RecordedView, case_no: str, listed: Sequence[str] = ()) -> CasePresenter:
    presenter = CasePresenter(host, view, case_no, listed)
    presenter.start()
    return presenter


def test_every_case_shows_steps_facts_and_lines(assessed_ctx: Context, cases: list[str]) -> None:
    assert len(cases) > 10
    for case_no in cases:
        case = get_case(assessed_ctx, case_no)
        assert case.assessment is not None
        assert case_facts(case.facts)
        tables = evidence_tables(case.facts, case.assessment)
        assert sum(row.back != "group" for table in tables for row in table.rows) == line_count(case.facts)


def test_a_dropped_line_says_which_check_dropped_it(assessed_ctx: Context, cases: list[str]) -> None:
    dropped = [
        (cell.text, line.dropped_by)
        for case_no in cases
        if (case := get_case(assessed_ctx, case_no)).assessment is not None
        for line in case.assessment.lines
        if line.dropped_by
        for table in evidence_tables(case.facts, case.assessment)
        for row in table.rows
        if row.key == (line.table, line.record_id)
        for cell in row.cells[-1:]
    ]
    assert dropped
    assert all(text == f"不计 · {code}" for text, code in dropped)


def test_the_head_tells_state_result_and_trial(assessed_ctx: Context, cases: list[str]) -> None:
    case = get_case(assessed_ctx, cases[0])
    assert [chip.text for chip in chips(case)] == ["已提交", "有补助", "试算"]
    marks = stages(case, 2026)
    assert [mark.title for mark in marks][:4] == ["提交", "受理", "县区初审", "市局复核"]
    assert [mark.state for mark in marks if mark.title in ("提交", "市局复核", "归档")] == ["done", "now", "ahead"]
    chain = amount_chain(case, 2026)
    assert len(chain) == 8
    assert [cell.label for cell in chain if cell.is_current] == ["市局复核额"]
    assert [cell.amount for cell in chain[3:]] == ["—"] * 5


def test_pgdn_walks_through_the_list_it_was_opened_from(
    case_host: RecordingHost, view: RecordedView, cases: list[str]
) -> None:
    listed = [cases[4], cases[1], cases[7]]
    presenter = opened(case_host, view, cases[1], listed)
    presenter.go(1)
    assert presenter.case_no == cases[7]
    assert case_host.record == {"case_no": cases[7]}
    presenter.go(1)
    assert presenter.case_no == cases[7]
    presenter.go(-1)
    presenter.go(-1)
    assert presenter.case_no == cases[4]
    assert case_host.titles[-1] == short_number(cases[4])


def test_without_a_list_the_neighbours_are_those_of_the_year(assessed_ctx: Context, cases: list[str]) -> None:
    assert neighbours(assessed_ctx, cases[0]) == (None, cases[1])
    assert neighbours(assessed_ctx, cases[3]) == (cases[2], cases[4])


def test_f8_goes_round_all_findings(case_host: RecordingHost, view: RecordedView, cases: list[str]) -> None:
    presenter = opened(case_host, view, cases[0])
    seen = [view.finding for _ in range(60) if presenter.next_finding()]
    assert seen[0] == 0
    assert len(set(seen)) == max(seen) + 1
    first_again = seen[1:].index(0) + 1
    assert seen[first_again - 1] == max(seen)


def test_the_clause_is_shown_to_the_letter_with_the_readings(
    case_host: RecordingHost, view: RecordedView, cases: list[str]
) -> None:
    rent = next(case_no for case_no in cases if "-M4-" in case_no)
    opened(case_host, view, rent).open_clause()
    assert "每平方米上限不超过50元" in view.clause.body
    assert any(name.startswith("A1 ") for name, _ in view.readings)


def test_reckoning_again_stores_and_refreshes(case_host: RecordingHost, view: RecordedView, cases: list[str]) -> None:
    presenter = opened(case_host, view, cases[0])
    shown = view.shown
    presenter.assess()
    assert case_host.jobs.writes[-2:] == [True, False]
    assert view.shown == shown + 1
    assert "核算完成" in case_host.messages.toasts[-1]


class HeldJobs(ImmediateJobs):
    """Work that is asked for waits until the test lets it run."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[Callable[[], object]] = []

    def run(self, *arguments: Any, **options: Any) -> DoneJob:
        self.held.append(lambda: super(HeldJobs, self).run(*arguments, **options))
        return DoneJob()

    def let_run(self) -> None:
        while self.held:
            self.held.pop(0)()


def test_keys_pressed_before_the_case_is_there_are_not_lost(
    case_host: RecordingHost, view: RecordedView, cases: list[str]
) -> None:
    jobs = HeldJobs()
    case_host.jobs = jobs
    presenter = opened(case_host, view, cases[0], cases)
    presenter.assess()
    presenter.go(1)
    presenter.go(1)
    presenter.go(-1)
    jobs.let_run()
    assert jobs.titles.count("核算") == 1
    assert presenter.case_no == cases[1]
    assert view.data is not None
    assert view.data.view.header.case_no == cases[1]


def test_an_unknown_case_is_a_sentence(case_host: RecordingHost, view: RecordedView) -> None:
    opened(case_host, view, "CYKJ-2026-M9-000000-0001")
    assert "没有案号" in view.missing


def test_steps_and_number_are_copied(case_host: RecordingHost, view: RecordedView, cases: list[str]) -> None:
    presenter = opened(case_host, view, cases[0])
    presenter.copy_number()
    assert view.clipboard == cases[0]
    presenter.copy_steps()
    assert view.clipboard.startswith(cases[0])
    assert "核算额" in view.clipboard.splitlines()[-1]


def test_forms_open_in_the_preview(case_host: RecordingHost, view: RecordedView, cases: list[str]) -> None:
    opened(case_host, view, cases[0]).preview("F16")
    assert case_host.opened == [("print_preview", {"case_nos": (cases[0],), "form_id": "F16"})]


def test_history_tells_import_submission_and_assessment(assessed_ctx: Context, cases: list[str]) -> None:
    case = get_case(assessed_ctx, cases[0])
    told = [row.cells[2].text for row in history_rows(case.history, {"submit": "提交"})]
    assert {"导入", "核算"} <= set(told)
    kinds = {entry.kind for entry in case.history}
    assert {"import", "assessment"} <= kinds
    imported = next(entry for entry in case.history if entry.kind == "import")
    assert imported.detail.startswith("W2-211302.xlsx · 新增")


def test_a_printed_copy_is_out_of_date_after_another_result(assessed_ctx: Context, cases: list[str]) -> None:
    from cbec_desktop.jobs import JobContext
    from cbec_desktop.services.forms import print_forms

    print_forms(assessed_ctx, "F15", [cases[0]], assessed_ctx.paths.printed, JobContext())
    case = get_case(assessed_ctx, cases[0])
    (row,) = paper_rows(case.printed)
    assert row.cells[0].text.startswith("F15 ")
    assert row.cells[7].chip is not None
    assert row.cells[7].chip.text == "试算"
    (title,) = list_case_titles(assessed_ctx, [cases[0]], case.printed[0].form_id)
    assert (title.copies, title.is_copy_current, title.is_trial) == (1, True, True)


def test_changed_fields_are_worded_in_yuan() -> None:
    from cbec_desktop.domain.case_records import FieldChange

    change = FieldChange("application", "claimed_amount_fen", "2700000", None)
    line = FieldChange("expense_line", "claimed_amount_fen", "100", "250")
    assert change_words(line) == "本次申报 1.00 → 2.50"
    assert change_words(change) == "申报金额 27,000.00 → （空）"
