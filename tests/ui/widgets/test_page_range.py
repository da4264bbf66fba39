"""Pages of a print as people write them."""

from __future__ import annotations

import pytest

from ui.widgets.page_range import PageRangeError, read_page_range


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("", ()),
        (" 全部 ", ()),
        ("3", (3,)),
        ("1-3，5", (1, 2, 3, 5)),
        ("5、1～2", (1, 2, 5)),
        ("8-", (8, 9, 10)),
        ("2, 2;1-2", (1, 2)),
    ],
)
def test_pages_are_read(text: str, pages: tuple[int, ...]) -> None:
    assert read_page_range(text, 10) == pages


@pytest.mark.parametrize(
    ("text", "sentence"), [("a", "看不懂"), ("0", "从 1 起"), ("3-1", "前小后大"), ("9-11", "一共 10 页")]
)
def test_what_is_no_list_of_pages_is_said(text: str, sentence: str) -> None:
    with pytest.raises(PageRangeError, match=sentence):
        read_page_range(text, 10)
