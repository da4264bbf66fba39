"""One line of text: tabular figures, room beside Latin, marks that close up, and where missing glyphs go."""

import pytest

from cbec_desktop.documents.fonts import HEI, KAI, SONG, SONG_MEDIUM, MissingGlyphError, glyph
from cbec_desktop.documents.typeset import grouped_line, set_line, spread_line


@pytest.mark.parametrize("role", [SONG, SONG_MEDIUM, KAI, HEI])
def test_figures_of_one_length_are_of_one_width(role) -> None:
    assert set_line("1,111.11", role).width == pytest.approx(set_line("8,284.00", role).width)


def test_digits_and_latin_inside_filled_in_text_are_song() -> None:
    faces = {box.character: box.face for box in set_line("第7号A“好”·×¥—", KAI).glyphs}
    assert faces["第"] == faces["好"] == "kai"
    assert {faces[character] for character in "7A“”·×¥"} == {"serif"}


def test_room_between_chinese_and_latin_but_not_beside_marks() -> None:
    plain = set_line("年", SONG).width * 2 + set_line("2026", SONG).width
    assert set_line("年2026年", SONG).width == pytest.approx(plain + 250)
    assert set_line("（2026）", SONG).width == pytest.approx(set_line("2026", SONG).width + 2000)


def test_two_marks_in_a_row_close_up() -> None:
    assert set_line("好）。", SONG).width == pytest.approx(2500)
    assert set_line("》（", SONG).width == pytest.approx(1500)


def test_a_label_is_spread_and_never_squeezed() -> None:
    assert spread_line("案号", SONG, 5.0).width == pytest.approx(5000)
    assert spread_line("法定代表人", SONG, 4.0).width == pytest.approx(5000)
    assert spread_line("案号", SONG, 5.0).lefts == pytest.approx((0, 4000))


def test_an_account_number_has_gaps_to_the_eye_only() -> None:
    line = grouped_line("21050165740800000123", SONG)
    assert line.text == "21050165740800000123"
    gaps = [right - left for left, right in zip(line.lefts, line.lefts[1:], strict=False)]
    assert [place for place, gap in enumerate(gaps) if gap > 700] == [3, 7, 11, 15]


def test_a_glyph_goes_from_its_role_to_song_to_kai() -> None:
    assert glyph(KAI, "䶮").face == "kai"
    assert glyph(HEI, "𬭎").face == "sans_medium"
    assert glyph(SONG_MEDIUM, "丂").face == "serif"  # cut from SemiBold, stands in the whole Regular
    assert glyph(SONG, "𠮷").face == "kai"  # Noto has none


def test_a_glyph_that_no_font_has_is_refused_by_name() -> None:
    with pytest.raises(MissingGlyphError, match="U\\+1F600") as caught:
        set_line("张😀", KAI)
    assert caught.value.character == "😀"
    assert "😀" in caught.value.message
