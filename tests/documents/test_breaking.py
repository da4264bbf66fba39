"""Lines of Chinese text: nothing forbidden at either end, whole numbers, even halves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_desktop.documents.breaking import NEVER_FIRST, NEVER_LAST, break_text, may_break, two_halves
from cbec_desktop.documents.fonts import KAI, SONG
from tests.documents.samples import LONG_NAME, clause_text

HAN = "朝阳市跨境电子商务企业补助按照实际发生费用比例给予"
pieces = st.sampled_from(
    [*HAN, "，", "。", "）", "（", "《", "》", "“", "”", "50%", "10,000.00", "2026", "元", "号", "——", "…"]
)
texts = st.lists(pieces, min_size=1, max_size=120).map("".join)


@given(texts, st.floats(min_value=60, max_value=150))
def test_no_line_begins_or_ends_with_a_forbidden_mark(text: str, width: float) -> None:
    lines = break_text(text, KAI, 10.5, width)
    assert "".join(line.text for line in lines) == text.replace(" ", "")
    for before, after in zip(lines, lines[1:], strict=False):
        can_break = any(may_break(text, place) for place in range(1, len(text)))
        if can_break and _was_possible(before.text + after.text):
            assert after.text[0] not in NEVER_FIRST
            assert before.text[-1] not in NEVER_LAST
        assert before.width_at(10.5) <= width + 0.01


def _was_possible(text: str) -> bool:
    """A heap of marks longer than a line cannot be broken well: only what is text is judged."""
    return sum(character in HAN for character in text) * 2 > len(text)


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("width", [61.0, 88.0, 150.0])
def test_clauses_are_justified_to_the_letter(number: int, width: float) -> None:
    text = clause_text(number)
    lines = break_text(text, KAI, 10.5, width, indent=2.0)
    assert "".join(line.text for line in lines) == text
    room = width / (10.5 * 25.4 / 72) * 1000
    for place, line in enumerate(lines[:-1]):
        assert line.width <= room - (2000 if place == 0 else 0) + 0.1
        assert line.text[-1] not in NEVER_LAST
        assert lines[place + 1].text[0] not in NEVER_FIRST


def test_numbers_units_and_document_numbers_stay_whole() -> None:
    text = "金额12,000.00元，文号〔2026〕18号，第3页"
    inside = [place for place in range(1, len(text)) if not may_break(text, place)]
    for whole in ("12,000.00元", "18号", "3页", "〕18"):
        start = text.index(whole)
        assert all(place in inside for place in range(start + 1, start + len(whole)))


def test_a_run_longer_than_the_line_is_broken_where_it_must_be() -> None:
    lines = break_text("x" * 100, SONG, 9.0, 40.0)
    assert "".join(line.text for line in lines) == "x" * 100
    assert len(lines) < 10


def test_a_name_breaks_after_the_kind_of_company_or_evenly() -> None:
    assert two_halves("中国建设银行股份有限公司朝阳双塔支行", KAI, 9.5, 52.0) == (
        "中国建设银行股份有限公司",
        "朝阳双塔支行",
    )
    head, tail = two_halves("朝阳五间房示例汽车零部件跨境电子商务贸易有限公司", KAI, 9.0, 52.0) or ("", "")
    assert abs(len(head) - len(tail)) <= 4
    assert not head.endswith(("跨", "电子商", "有限"))
    assert two_halves(LONG_NAME, KAI, 9.5, 20.0) is None


def test_no_single_character_is_left_on_the_second_line() -> None:
    for length in range(4, 30):
        halves = two_halves("商" * length, KAI, 9.5, 60.0)
        if halves:
            assert min(map(len, halves)) > 1
