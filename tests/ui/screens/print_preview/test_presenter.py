"""The preview without a display: which cases, which form, what cannot be printed and why; copies are registered."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest

from cbec_desktop.paths import resources_folder
from cbec_desktop.services.applications import get_case, list_case_titles
from cbec_desktop.services.assessments import load_assessments
from cbec_desktop.services.context import Context
from cbec_desktop.services.settings import save_settings
from tests.services.page_text import page_text
from tests.ui.recording_host import RecordingHost
from ui.screens.print_preview.presenter import PROOF, CaseItem, PreviewPresenter


class RecordedView:
    """Keeps what the preview showed last."""

    def __init__(self) -> None:
        self.forms: list[tuple[str, str]] = []
        self.items: list[CaseItem] = []
        self.current = -1
        self.pdf = b""
        self.notice = ""
        self.printable = -1
        self.refusals: list[CaseItem] = []
        self.sent: list[bytes] = []
        self.sent_files: list[Path] = []
        self.shift = (0.0, 0.0)
        self.lost: list[str] = []

    def show_forms(self, forms: Sequence[tuple[str, str]], current: str) -> None:
        self.forms = list(forms)

    def show_shift(self, right_mm: float, down_mm: float) -> None:
        self.shift = (right_mm, down_mm)

    def show_cases(self, items: Sequence[CaseItem], current: int) -> None:
        self.items, self.current = list(items), current

    def show_pdf(self, data: bytes) -> None:
        self.pdf, self.notice = data, ""

    def show_no_pdf(self, sentence: str) -> None:
        self.pdf, self.notice = b"", sentence

    def show_totals(self, subtitle: str, printable: int, refusals: Sequence[CaseItem]) -> None:
        self.printable, self.refusals = printable, list(refusals)

    def show_lost_fonts(self, sentences: Sequence[str]) -> None:
        self.lost = list(sentences)

    def send_to_printer(self, files: Sequence[Path]) -> None:
        self.sent_files = list(files)
        self.sent = [path.read_bytes() for path in files]


@pytest.fixture
def view() -> RecordedView:
    return RecordedView()


@pytest.fixture
def cases(assessed_ctx: Context) -> list[str]:
    return [result.case_no for result in load_assessments(assessed_ctx, 2026)][:3]


def opened(host: RecordingHost, view: RecordedView, cases: Sequence[str], form_id: str = "F15") -> PreviewPresenter:
    presenter = PreviewPresenter(host, view, cases, form_id)
    presenter.start()
    return presenter


def pages_of(data: bytes) -> int:
    document = pypdfium2.PdfDocument(data)
    count = len(document)
    document.close()
    return count


def test_the_first_case_is_shown_and_nothing_is_registered(
    case_host: RecordingHost, view: RecordedView, cases: list[str]
) -> None:
    presenter = opened(case_host, view, cases)
    assert [code for code, _ in view.forms] == ["F02", "F15", "F16", PROOF]
    assert pages_of(view.pdf) >= 1
    assert view.printable == 3
    assert presenter.is_trial
    assert get_case(case_host.ctx, cases[0]).printed == ()


def test_another_form_and_another_case(case_host: RecordingHost, view: RecordedView, cases: list[str]) -> None:
    presenter = opened(case_host, view, cases)
    before = view.pdf
    presenter.choose_case(2)
    assert view.current == 2
    assert view.pdf != before
    presenter.choose_form("F16")
    assert presenter.form_id == "F16"
    assert view.current == 2
    assert view.pdf


def test_saving_one_case_registers_the_copy(
    case_host: RecordingHost, view: RecordedView, cases: list[str], tmp_path: Path
) -> None:
    presenter = opened(case_host, view, cases[:1])
    presenter.save()
    assert get_case(case_host.ctx, cases[0]).printed == ()
    case_host.messages.target = tmp_path / "F15.pdf"
    presenter.save()
    assert pages_of(case_host.messages.target.read_bytes()) >= 1
    assert get_case(case_host.ctx, cases[0]).printed[0].print_no == 1
    assert "已打印 2026-11-22 · 第 1 次" in view.items[0].note
    assert view.items[0].state == "ok"


def test_saving_many_goes_into_a_folder_without_the_unchecked_ones(
    case_host: RecordingHost, view: RecordedView, cases: list[str], tmp_path: Path
) -> None:
    presenter = opened(case_host, view, cases)
    presenter.toggle(1)
    case_host.messages.folder = tmp_path / "表"
    presenter.save()
    assert sorted(path.name for path in case_host.messages.folder.iterdir()) == [
        f"F15-{cases[0]}.pdf",
        f"F15-{cases[2]}.pdf",
    ]
    assert "共 2 个文件" in case_host.messages.toasts[-1]


def test_paper_gets_one_file_of_the_batch_and_the_scratch_is_tidied(
    case_host: RecordingHost, view: RecordedView, cases: list[str]
) -> None:
    presenter = opened(case_host, view, cases)
    presenter.print_paper()
    assert len(view.sent) == 1
    assert pages_of(view.sent[0]) >= 3
    presenter.paper_done("")
    assert "打印机" in case_host.messages.toasts[-1]
    titles = list_case_titles(case_host.ctx, cases, get_case(case_host.ctx, cases[0]).printed[0].form_id)
    assert [title.copies for title in titles] == [1, 1, 1]


def test_a_printer_that_stopped_is_a_sentence(case_host: RecordingHost, view: RecordedView, cases: list[str]) -> None:
    opened(case_host, view, cases).paper_done("打印机在第 2 页停下了。")
    assert case_host.messages.refusals == ["打印机在第 2 页停下了。"]


def test_nothing_chosen_is_refused_in_words(case_host: RecordingHost, view: RecordedView, cases: list[str]) -> None:
    presenter = opened(case_host, view, cases[:1])
    presenter.toggle(0)
    presenter.save()
    presenter.print_paper()
    assert len(case_host.messages.refusals) == 2


def test_without_cases_a_sentence_says_where_to_choose(case_host: RecordingHost, view: RecordedView) -> None:
    opened(case_host, view, ())
    assert "没有要打印的案件" in view.notice


def test_a_case_never_assessed_is_not_printable(ctx: Context, view: RecordedView) -> None:
    from cbec_desktop.jobs import JobContext
    from cbec_desktop.paths import resources_folder
    from cbec_desktop.services.forms import case_numbers
    from cbec_desktop.services.imports import commit_import, plan_import

    sample = resources_folder() / "samples" / "2026" / "W2-211302.xlsx"
    commit_import(ctx, plan_import(ctx, [sample], None, JobContext()), True, JobContext())
    presenter = opened(RecordingHost(ctx), view, case_numbers(ctx, 2026)[:1])
    assert "还没有核算" in view.notice
    assert view.printable == 0
    assert [item.state for item in view.refusals] == ["err"]
    presenter.choose_form("F02")
    assert view.printable == (1 if view.pdf else 0)


def test_the_offsets_of_the_office_are_filled_in(
    case_host: RecordingHost, view: RecordedView, cases: list[str]
) -> None:
    save_settings(case_host.ctx, {"print.right_mm": "1.5", "print.down_mm": "-2"})
    opened(case_host, view, cases)
    assert view.shift == (1.5, -2.0)


def test_the_test_page_belongs_to_no_case_and_is_not_registered(
    case_host: RecordingHost, view: RecordedView, cases: list[str], tmp_path: Path
) -> None:
    presenter = opened(case_host, view, cases[:1], PROOF)
    assert view.forms[-1] == (PROOF, PROOF)
    assert view.printable == 1
    with pypdfium2.PdfDocument(view.pdf) as document:
        page = document[0]
        assert "打印测试页" in page_text(page)
        page.close()
    case_host.messages.target = tmp_path / "proof.pdf"
    presenter.save()
    assert (tmp_path / "proof.pdf").read_bytes().startswith(b"%PDF")
    presenter.print_paper()
    assert len(view.sent) == 1
    presenter.paper_done("")
    assert list_case_titles(case_host.ctx, cases[:1], "approval_form")[0].copies == 0
    presenter.choose_form("F15")
    assert view.items[0].title.case_no == cases[0]


def test_a_chosen_font_that_is_gone_is_said_and_the_shipped_one_serves(
    case_host: RecordingHost, view: RecordedView, cases: list[str], tmp_path: Path
) -> None:
    font = tmp_path / "仿宋.ttf"
    font.write_bytes((resources_folder() / "fonts" / "NotoSansSC-Regular.ttf").read_bytes())
    save_settings(case_host.ctx, {"font.kai": str(font)})
    opened(case_host, view, cases[:1], "F15")
    assert b"Chosen-NotoSansSC" in view.pdf
    assert view.lost == []
    font.unlink()
    opened(case_host, view, cases[:1], "F15")
    assert view.lost == ["填入内容的字体 仿宋.ttf 找不到或不能用，已改用随程序的字体；行数可能不同。"]
    assert b"Chosen-" not in view.pdf


def test_what_stopped_can_be_gone_on_with_until_the_page_closes(
    case_host: RecordingHost, view: RecordedView, cases: list[str]
) -> None:
    presenter = opened(case_host, view, cases[:1])
    presenter.print_paper()
    (sent,) = view.sent_files
    presenter.paper_done("打印机在第 1 页停下了。", is_unfinished=True)
    assert sent.is_file()
    assert case_host.messages.refusals[-1] == "打印机在第 1 页停下了。"
    assert case_host.may_close is not None
    assert case_host.may_close()
    assert not sent.exists()
