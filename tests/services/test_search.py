"""Find as you type: right before and after the index has caught up, and never slower than looking at every row."""

from __future__ import annotations

import pytest

from cbec_desktop.services.context import Context
from cbec_desktop.services.search import find_records, refresh_search_index, search_pieces
from db.models.application import Application
from db.models.enterprise import Enterprise
from db.unit_of_work import open_work

FIRMS = (
    ("91211302MA0T7K310M", "朝阳喵友宠物用品有限公司", "cymycwypyxgs"),
    ("91211302MA0TC4M207", "辽宁燕都跨境贸易有限公司", "lnydkjmyyxgs"),
    ("91211381MA0RA88X0H", "北票川州汽车零部件有限公司", "bpczqclbjyxgs"),
    ("91211382MA0PD4Q709", "凌源100%纯棉_制品有限公司", "lycmzpyxgs"),
)
NOW = "2026-11-22T09:30:00+08:00"


@pytest.fixture
def filled(ctx: Context) -> Context:
    with open_work(ctx.store, actor=ctx.actor, action="test") as work:
        ids = work.insert_many(
            Enterprise,
            [
                {
                    "credit_code": code, "name": name, "county_code": code[2:8], "name_initials": initials,
                    "created_at": NOW, "updated_at": NOW,
                }
                for code, name, initials in FIRMS
            ],
        )  # fmt: skip
        work.insert_many(
            Application,
            [
                {
                    "case_no": f"CYKJ-2026-M4-211302-{number:04d}", "reporting_unit": "211302",
                    "reporting_no": f"ST2026-4-{number:03d}", "award_year": 2026, "measure_id": "premises_rent",
                    "enterprise_id": ids[0], "county_code": "211302", "claimed_amount_fen": 100, "intake_order": number,
                    "taken_in_at": NOW, "taken_in_by": "x", "created_at": NOW, "updated_at": NOW,
                }
                for number in (7, 17)
            ],
        )  # fmt: skip
        work.commit()
    return ctx


def titles(ctx: Context, text: str) -> list[str]:
    return [hit.title for hit in find_records(ctx, text)]


CASES = [
    ("喵友", ["朝阳喵友宠物用品有限公司"]),
    ("有限公司", None),
    ("207", ["辽宁燕都跨境贸易有限公司"]),
    ("07", ["辽宁燕都跨境贸易有限公司", "CYKJ-2026-M4-211302-0007"]),
    ("ＭＡ０ＲＡ８８", ["北票川州汽车零部件有限公司"]),
    ("ydkj", ["辽宁燕都跨境贸易有限公司"]),
    ("yd", ["辽宁燕都跨境贸易有限公司"]),
    ("川州 汽车", ["北票川州汽车零部件有限公司"]),
    ("川州 燕都", []),
    ("0017", ["CYKJ-2026-M4-211302-0017"]),
    ("ST2026-4-007", ["CYKJ-2026-M4-211302-0007"]),
    ("100%", ["凌源100%纯棉_制品有限公司"]),
    ("%纯", ["凌源100%纯棉_制品有限公司"]),
    ("棉_制", ["凌源100%纯棉_制品有限公司"]),
    ('"喵', []),
    ("喵' OR 1", []),
]


@pytest.mark.parametrize("is_indexed", [False, True])
def test_what_is_found_does_not_depend_on_the_index(filled: Context, is_indexed: bool) -> None:
    if is_indexed:
        assert refresh_search_index(filled, is_whole=True) == len(FIRMS) + 2
    for text, expected in CASES:
        if expected is None:
            assert len(titles(filled, text)) == len(FIRMS), text
        else:
            assert titles(filled, text) == expected, text


@pytest.mark.parametrize("text", ["", " ", "喵", "a b c"])
def test_one_character_finds_nothing(filled: Context, text: str) -> None:
    assert find_records(filled, text) == []


def test_changed_name_is_found_at_once_and_the_old_one_is_not(filled: Context) -> None:
    refresh_search_index(filled, is_whole=True)
    with open_work(filled.store, actor=filled.actor, action="test") as work:
        work.load(Enterprise, 1).name = "朝阳海风贸易有限公司"
        work.commit()
    for _caught_up in range(2):
        assert titles(filled, "海风") == ["朝阳海风贸易有限公司"]
        assert titles(filled, "喵友") == []
        assert titles(filled, "MA0T7K310M") == ["朝阳海风贸易有限公司"]
        refresh_search_index(filled, is_whole=True)
    assert refresh_search_index(filled) == 0


def test_a_second_change_before_catching_up_leaves_no_trace(filled: Context) -> None:
    refresh_search_index(filled, is_whole=True)
    for name in ("朝阳甲乙丙有限公司", "朝阳丁戊己有限公司"):
        with open_work(filled.store, actor=filled.actor, action="test") as work:
            work.load(Enterprise, 1).name = name
            work.commit()
    refresh_search_index(filled, is_whole=True)
    assert titles(filled, "甲乙丙") == []
    assert titles(filled, "丁戊己") == ["朝阳丁戊己有限公司"]


def test_last_digits_come_before_digits_elsewhere(filled: Context) -> None:
    with open_work(filled.store, actor=filled.actor, action="test") as work:
        rows = [
            {
                "credit_code": f"912113{number:02d}310MA00000"[:18].ljust(18, "0"), "name": f"甲{number:03d}",
                "county_code": "211302", "name_initials": "j", "created_at": NOW, "updated_at": NOW,
            }
            for number in range(60)
        ]  # fmt: skip
        work.insert_many(Enterprise, rows)
        work.commit()
    refresh_search_index(filled, is_whole=True)
    assert titles(filled, "310M")[0] == "朝阳喵友宠物用品有限公司"


def test_pieces_are_folded_and_the_most_telling_comes_first() -> None:
    assert search_pieces("ａｂ  喵友宠物 x") == ["喵友宠物", "ab"]
