"""The wizard without a display: the shipped workbooks of one county go in, in the order a clerk would do it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cbec_desktop.domain.registers import RegisterQuery
from cbec_desktop.paths import resources_folder
from cbec_desktop.services.context import Context
from cbec_desktop.services.registers import open_register
from tests.ui.recording_host import RecordingHost
from ui.screens.imports.display import FileItem
from ui.screens.imports.plan_lines import Filter, PlanLine
from ui.screens.imports.presenter import CHOOSE, RESULT, REVIEW, ImportPresenter

SAMPLES = resources_folder() / "samples" / "2026"
W1, W2 = SAMPLES / "W1-211302.xlsx", SAMPLES / "W2-211302.xlsx"
ENCRYPTED = Path(__file__).parents[3] / "samples" / "odd" / "encrypted.xlsx"


class RecordedView:
    """Keeps what the wizard showed last."""

    def __init__(self) -> None:
        self.steps: list[int] = []
        self.chosen: list[Path] = []
        self.reports: list[tuple[int, int, str]] = []
        self.files: list[FileItem] = []
        self.filters: dict[Filter, int] = {}
        self.lines: list[PlanLine] = []
        self.selected = -1
        self.sentence = ""
        self.foot: dict[str, Any] = {}
        self.result: dict[str, Any] = {}
        self.clipboard = ""

    def show_step(self, step: int) -> None:
        self.steps.append(step)

    def show_chosen(self, paths: Sequence[Path]) -> None:
        self.chosen = list(paths)

    def report(self, done: int, total: int, text: str) -> None:
        self.reports.append((done, total, text))

    def show_files(self, items: Sequence[FileItem], current: int) -> None:
        self.files = list(items)

    def show_filters(self, counts: dict[Filter, int], current: Filter) -> None:
        self.filters = counts

    def show_lines(self, lines: Sequence[PlanLine]) -> None:
        self.lines = list(lines)

    def select_line(self, number: int) -> None:
        self.selected = number
        self.presenter.select_line(number)

    def show_sentence(self, sentence: str, *, is_error: bool) -> None:
        self.sentence = sentence

    def show_foot(self, headline: str, note: str, **more: Any) -> None:
        self.foot = {"headline": headline, "note": note, **more}

    def show_result(self, headline: str, rows: Sequence[Any], **more: Any) -> None:
        self.result = {"headline": headline, "rows": list(rows), **more}

    def copy(self, text: str) -> None:
        self.clipboard = text

    presenter: ImportPresenter


@pytest.fixture
def host(ctx: Context) -> RecordingHost:
    return RecordingHost(ctx)


@pytest.fixture
def view() -> RecordedView:
    return RecordedView()


@pytest.fixture
def wizard(host: RecordingHost, view: RecordedView) -> ImportPresenter:
    presenter = ImportPresenter(host, view)
    view.presenter = presenter
    presenter.start()
    return presenter


def test_reading_writes_nothing_and_writing_writes_the_good_rows(
    wizard: ImportPresenter, view: RecordedView, host: RecordingHost
) -> None:
    wizard.add_files([W1, W2])
    wizard.read()
    assert wizard.step == REVIEW
    assert host.jobs.writes == [False]
    assert view.foot["verb"] == "写入无误的 126 行"
    applications = open_register(host.ctx, "applications")
    assert applications.count(RegisterQuery()) == 0
    wizard.commit()
    assert wizard.step == RESULT
    assert host.jobs.writes == [False, True]
    assert "已写入 126 行" in view.result["headline"]
    assert view.result["has_problems"] is True
    applications.forget()
    assert applications.count(RegisterQuery()) > 0
    assert "application" in host.announced


def test_the_same_file_again_has_nothing_to_write(wizard: ImportPresenter, view: RecordedView) -> None:
    for _ in range(2):
        wizard.restart()
        wizard.add_files([SAMPLES / "W1-211303.xlsx"])
        wizard.read()
        wizard.commit()
    assert view.foot["can_write"] is False
    assert wizard.step == REVIEW
    assert view.filters[Filter.UNCHANGED] == 12


def test_f8_walks_through_the_problems_of_all_files(wizard: ImportPresenter, view: RecordedView) -> None:
    wizard.add_files([W1, W2])
    wizard.read()
    assert wizard.current_file == 0
    assert "银行账号" in view.sentence
    assert wizard.next_problem()
    assert wizard.current_file == 1
    assert view.lines[view.selected].is_problem
    assert view.sentence
    assert wizard.next_problem(-1)


def test_the_sentence_is_copied_with_the_name_of_the_file(wizard: ImportPresenter, view: RecordedView) -> None:
    wizard.add_files([W1])
    wizard.read()
    wizard.copy_sentence()
    assert view.clipboard.startswith("W1-211302.xlsx：企业名录 第 18 行 T 列“银行账号”")


def test_an_encrypted_file_shows_its_sentence_and_does_not_stop_the_others(
    wizard: ImportPresenter, view: RecordedView
) -> None:
    wizard.add_files([ENCRYPTED, W1])
    wizard.read()
    assert "密码" in view.files[0].refusal
    assert view.foot["can_write"] is True
    wizard.select_file(0)
    assert "密码" in view.sentence


def test_a_missing_file_is_a_sentence_too(wizard: ImportPresenter, view: RecordedView, tmp_path: Path) -> None:
    wizard.add_files([tmp_path / "没有.xlsx"])
    wizard.read()
    assert view.files[0].refusal
    assert view.foot["can_write"] is False


def test_stopping_returns_to_the_files(wizard: ImportPresenter, host: RecordingHost) -> None:
    wizard.add_files([W1])
    host.jobs.stops_at = 0
    wizard.read()
    assert wizard.step == CHOOSE
    assert wizard.paths == [W1]


def test_a_folder_gives_its_workbooks_each_once(wizard: ImportPresenter, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.csv", "c.txt"):
        (tmp_path / name).write_bytes(b"")
    wizard.add_files([tmp_path, tmp_path / "a.xlsx"])
    assert [path.name for path in wizard.paths] == ["a.xlsx", "b.csv"]
    wizard.remove_file(0)
    assert [path.name for path in wizard.paths] == ["b.csv"]


def test_the_problem_workbook_is_written_where_the_clerk_said(
    wizard: ImportPresenter, host: RecordingHost, tmp_path: Path
) -> None:
    wizard.add_files([W1])
    wizard.read()
    wizard.write_problem_workbook()
    assert not host.messages.toasts
    host.messages.target = tmp_path / "问题簿.xlsx"
    wizard.write_problem_workbook()
    assert host.messages.target.stat().st_size > 0
    assert host.messages.toasts[-1] == f"已存到“{tmp_path.name}”文件夹：问题簿.xlsx，可发回县区。"
    wizard.restart()
    wizard.add_files([W1, W1.with_name("W2-211302.xlsx")])
    wizard.read()
    wizard.write_problem_workbook()
    assert host.messages.toasts[-1].endswith("问题簿.xlsx（总表），另有 2 份发回县区。")


def test_without_the_right_the_refusal_is_shown(host: RecordingHost, view: RecordedView, ctx: Context) -> None:
    from cbec_desktop.domain.records import Actor

    host.ctx = ctx.acting(Actor(99, "审计", "审计员", frozenset({"auditor"})))
    presenter = ImportPresenter(host, view)
    presenter.add_files([W1])
    presenter.read()
    assert presenter.step == CHOOSE
    assert host.messages.refusals
