"""大写 as on a cheque, and the independent reader that takes it apart again."""

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_desktop.domain.amount_in_words import amount_in_words, rmb_in_words
from cbec_desktop.domain.amount_reading import (
    UnreadableAmountError,
    read_amount_in_figures,
    read_amount_in_words,
)

VECTORS = {
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "325.04": "叁佰贰拾伍元零肆分",
    "1409.50": "壹仟肆佰零玖元伍角",
    "50000": "伍万元整",
    "100000": "壹拾万元整",
    "1000000": "壹佰万元整",
    "100005": "壹拾万零伍元整",
    "10500": "壹万零伍佰元整",
    "8940": "捌仟玖佰肆拾元整",
    "1010": "壹仟零壹拾元整",
    "0": "零元整",
    "0.05": "伍分",
    "0.50": "伍角",
    "12000.01": "壹万贰仟元零壹分",
    "-0.09": "负玖分",
    "100000000": "壹亿元整",
    "1000500000000": "壹万零伍亿元整",
    "55000050050000.05": "伍拾伍万亿零伍仟零伍万元零伍分",
}
fen = st.integers(min_value=0, max_value=10**18 - 1)
sparse_fen = st.text(alphabet="00005", min_size=1, max_size=18).map(int)


@pytest.mark.parametrize(("amount", "words"), VECTORS.items())
def test_known_amounts(amount: str, words: str) -> None:
    assert amount_in_words(Decimal(amount)) == words
    assert rmb_in_words(Decimal(amount)) == f"人民币{words}"
    assert read_amount_in_words(f"人民币{words}") == Decimal(amount)


@given(fen | sparse_fen)
def test_words_read_back_to_the_fen(amount_fen: int) -> None:
    amount = Decimal(amount_fen).scaleb(-2)
    assert read_amount_in_words(amount_in_words(amount)) == amount


@given(fen | sparse_fen, st.data())
def test_a_zero_too_many_or_too_few_is_refused(amount_fen: int, data: st.DataObject) -> None:
    words = amount_in_words(Decimal(amount_fen).scaleb(-2))
    place = data.draw(st.integers(0, len(words)))
    with pytest.raises(UnreadableAmountError):
        read_amount_in_words(words[:place] + "零" + words[place:])
    if "零" in words.removeprefix("零元"):
        with pytest.raises(UnreadableAmountError):
            read_amount_in_words(words[:1] + words[1:].replace("零", "", 1))


@given(st.integers(min_value=1, max_value=10**6))
def test_agrees_with_another_library_where_that_is_right(yuan: int) -> None:
    assert amount_in_words(Decimal(yuan)) == cn2an.an2cn(yuan, "rmb")


@pytest.mark.parametrize("amount", ["0.001", "10000000000000000"])
def test_what_cannot_be_written_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        amount_in_words(Decimal(amount))


@pytest.mark.parametrize(
    "text", ["", "元", "整", "元整", "壹元", "一元整", "壹拾壹", "壹元角", "壹元整伍分", "万元整", "壹亿亿元整"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(UnreadableAmountError):
        read_amount_in_words(text)


def test_figures_read_back() -> None:
    assert read_amount_in_figures("¥10,000.00") == Decimal("10000.00")
    for wrong in ("10,00.00", "10000", "1e4", "¥", "10.0"):
        with pytest.raises(UnreadableAmountError):
            read_amount_in_figures(wrong)
