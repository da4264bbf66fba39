"""What entry grids hold: random edits and undo come back to the start; blocks of every shape land or are refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.widgets.clipboard_block import BlockError, block_text, parse_block
from ui.widgets.entry_grid_state import EntryGridState, GridColumn, Reading
from ui.widgets.lease_grid_state import LeaseGridState, Spot, split_fields

COLUMNS = (
    GridColumn("报关单号", ("declaration_no",), is_required=True, names=("报关单号", "清单号")),
    GridColumn("代理费", ("fee_amount",), is_required=True, is_numeric=True, names=("报关代理费(元)",)),
    GridColumn("付款方", ("payer_name",), names=("付款方名称",), default="朝阳喵友"),
)
PARENTS = (
    GridColumn("合同编号", ("contract_no",), is_required=True, names=("合同编号",)),
    GridColumn("租期", ("lease_from", "lease_to")),
    GridColumn("自用/建筑", ("self_used_area", "floor_area"), is_numeric=True),
)
CHILDREN = (
    GridColumn("发票号码", ("invoice_no",), is_required=True, names=("发票号码",)),
    GridColumn("所属期", ("period_from", "period_to")),
    GridColumn("租金", ("rent_amount",), is_numeric=True, names=("租金(元)",)),
)
SHEET = tuple(
    GridColumn(name, (field,), names=(name,))
    for name, field in (("合同编号", "contract_no"), ("发票号码", "invoice_no"), ("租金(元)", "rent_amount"))
)


def read(column: GridColumn, text: str) -> Reading:
    """Folds nothing, refuses `x`."""
    return Reading(text, "不是数字" if column.is_numeric and text == "x" else "")


def flat() -> EntryGridState:
    return EntryGridState(COLUMNS, read, sheet_order=(1, 0, 2), leading=1)


def two_level() -> LeaseGridState:
    return LeaseGridState(PARENTS, CHILDREN, read, sheet=SHEET, leading=1)


CELL = st.text(st.sampled_from('ab1 x\t\n"，'), max_size=4)
EDIT = st.one_of(
    st.tuples(st.just("set"), st.integers(0, 6), st.integers(0, 2), CELL),
    st.tuples(st.just("drop"), st.lists(st.integers(0, 6), max_size=3)),
    st.tuples(st.just("fill"), st.integers(0, 6), st.integers(0, 2)),
    st.tuples(st.just("paste"), st.integers(0, 6), st.integers(0, 2), CELL),
    st.tuples(st.just("clear"), st.integers(0, 6), st.integers(0, 2)),
)


def edit_flat(state: EntryGridState, edit: tuple[Any, ...]) -> None:
    match edit:
        case ("set", row, column, text):
            state.set_text(min(row, len(state.rows)), column, text)
        case ("drop", rows):
            state.drop(rows)
        case ("fill", row, column):
            state.fill_down(row, [column])
        case ("paste", row, column, text):
            try:
                state.paste(row, column, text)
            except BlockError:
                return
        case ("clear", row, column):
            state.clear([(row, column)])


@given(st.lists(EDIT, max_size=12))
def test_undo_brings_every_state_back_and_redo_goes_there_again(edits: list[tuple[Any, ...]]) -> None:
    state = flat()
    state.load([["A1", "1", "p"], ["A2", "2", "q"]])
    seen = [list(state.rows)]
    for edit in edits:
        edit_flat(state, edit)
        if state.rows != seen[-1]:
            seen.append(list(state.rows))
    for expected in reversed(seen[:-1]):
        assert state.undo() is not None
        assert state.rows == expected
    assert state.undo() is None
    for expected in seen[1:]:
        assert state.redo() is not None
        assert state.rows == expected


SPOT = st.builds(Spot, st.integers(0, 3), st.one_of(st.none(), st.integers(0, 3)))


@given(
    st.lists(
        st.tuples(st.sampled_from(["set", "drop", "fill", "paste", "sheet"]), SPOT, st.integers(0, 2), CELL),
        max_size=12,
    )
)
def test_undo_in_two_levels_is_exact_too(edits: list[tuple[str, Spot, int, str]]) -> None:
    state = two_level()
    state.load([({"contract_no": "ZL-1"}, [{"invoice_no": "1", "rent_amount": "5"}]), ({"contract_no": "ZL-2"}, [])])
    seen = [state.entries]
    for what, spot, column, text in edits:
        spot = Spot(min(spot.parent, state.parent_count), spot.child)
        if spot.child is not None:
            spot = Spot(min(spot.parent, state.parent_count - 1), spot.child) if state.parent_count else Spot(0)
            spot = spot if spot.child is None else Spot(spot.parent, min(spot.child, state.child_count(spot.parent)))
        edit_two_level(state, what, spot, column, text)
        if state.entries != seen[-1]:
            seen.append(state.entries)
        assert not state.entries or state.entries[0].is_parent
    for expected in reversed(seen[:-1]):
        assert state.undo() is not None
        assert state.entries == expected
    assert state.undo() is None


def edit_two_level(state: LeaseGridState, what: str, spot: Spot, column: int, text: str) -> None:
    try:
        if what == "set":
            state.set_text(spot, column, text)
        elif what == "drop":
            state.drop([spot])
        elif what == "fill":
            state.fill_down(spot, [column])
        elif what == "paste":
            state.paste(spot, column, text)
        else:
            state.paste(spot, 0, f"合同编号\t发票号码\t租金(元)\nZL-1\t{column}7\t8\nZL-9\t9\t9")
    except BlockError:
        return


def test_a_block_lands_where_it_is_pasted_and_comes_back_by_one_undo() -> None:
    state = flat()
    state.load([["A1", "1", "p"]])
    assert state.paste(0, 0, "B1\t2\nB2\t3\n") == 2
    assert state.rows == [("B1", "2", "p"), ("B2", "3", "朝阳喵友")]
    state.undo()
    assert state.rows == [("A1", "1", "p")]


def test_a_block_with_headers_finds_its_columns_in_any_order() -> None:
    state = flat()
    state.paste(0, 0, "付款方名称\t清单号*\t别的列\t报关代理费（元）\n某某\tA9\t?\t90")
    assert state.rows == [("A9", "90", "某某")]


def test_a_block_as_wide_as_the_sheet_follows_the_sheets_order_with_or_without_its_leading_column() -> None:
    for block in ("90\tA9\t某某", "S-1\t90\tA9\t某某"):
        state = flat()
        state.paste(0, 0, block)
        assert state.rows == [("A9", "90", "某某")]


def test_an_empty_cell_of_a_mapped_block_leaves_the_ready_value() -> None:
    state = flat()
    state.paste(0, 0, "90\tA9\t")
    assert state.rows == [("A9", "90", "朝阳喵友")]


@pytest.mark.parametrize(("column", "block"), [(1, "1\t2\t3"), (2, "a\tb"), (0, "1\t2\t3\t4\t5")])
def test_a_block_that_does_not_fit_is_refused_whole_with_a_sentence(column: int, block: str) -> None:
    state = flat()
    state.load([["A1", "1", "p"]])
    with pytest.raises(BlockError, match="没有粘贴"):
        state.paste(0, column, block)
    assert state.rows == [("A1", "1", "p")]
    assert not state.can_undo


def test_a_ragged_block_leaves_the_cells_it_does_not_name() -> None:
    state = flat()
    state.load([["A1", "1", "p"], ["A2", "2", "q"]])
    state.paste(0, 0, "B1\t9\nB2")
    assert state.rows == [("B1", "9", "p"), ("B2", "2", "q")]


def test_too_many_rows_belong_to_the_import() -> None:
    with pytest.raises(BlockError, match="导入"):
        flat().paste(0, 0, "\n".join("A" for _ in range(5_001)))


def test_cells_that_cannot_be_read_stay_as_typed_and_are_marked() -> None:
    state = flat()
    state.paste(0, 0, "A1\tx\nA2\t5")
    assert [(row, column, mark.message) for row, column, mark in state.faults()] == [(0, 1, "不是数字")]
    state.set_text(0, 1, "6")
    assert state.faults() == []


def test_the_empty_row_takes_nothing_until_something_is_typed() -> None:
    state = flat()
    assert not state.set_text(0, 0, "  ")
    assert not state.fill_down(0, [0])
    assert state.set_text(0, 0, "A1")
    assert state.rows == [("A1", "", "朝阳喵友")]


@given(st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=4))
def test_what_is_copied_can_be_pasted(rows: list[list[str]]) -> None:
    plain = [[" ".join(cell.replace('"', "").split()) for cell in row] for row in rows]
    while plain and not any(plain[-1]):
        plain.pop()
    assert parse_block(block_text(plain)) == plain


def test_only_a_quoted_break_makes_quotes_special() -> None:
    assert parse_block('"喵友"杂货\t5"') == [['"喵友"杂货', '5"']]
    assert parse_block('"a\nb"\tc') == [["a b", "c"]]


def test_a_pasted_sheet_goes_to_the_leases_of_its_contract_numbers() -> None:
    state = two_level()
    state.load([({"contract_no": "ZL-1"}, [])])
    state.paste(Spot(0), 0, "合同编号\t发票号码\t租金(元)\nZL-1\t11\t5\nZL-2\t21\t6\n\t22\t7")
    found = [
        (parent["contract_no"], [child["invoice_no"] for child in children]) for parent, children in state.records()
    ]
    assert found == [("ZL-1", ["11"]), ("ZL-2", ["21", "22"])]
    state.undo()
    assert [parent["contract_no"] for parent, _ in state.records()] == ["ZL-1"]


def test_rows_without_a_contract_and_without_a_lease_are_refused() -> None:
    with pytest.raises(BlockError, match="合同编号"):
        two_level().paste(Spot(0), 0, "合同编号\t发票号码\t租金(元)\n\t22\t7")


def test_a_lease_goes_with_its_invoices() -> None:
    state = two_level()
    state.load([({"contract_no": "ZL-1"}, [{"invoice_no": "1"}]), ({"contract_no": "ZL-2"}, [{"invoice_no": "2"}])])
    state.drop([Spot(0)])
    assert [parent["contract_no"] for parent, _ in state.records()] == ["ZL-2"]
    assert state.sum_of(0, 2) == "0.00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20260101 至 20261231", ("20260101", "20261231")),
        ("2026-01-01 2026-12-31", ("2026-01-01", "2026-12-31")),
        ("20260101-20261231", ("20260101", "20261231")),
        ("2026.1.1~2026.12.31", ("2026.1.1", "2026.12.31")),
        ("20260101", ("20260101", "")),
    ],
)
def test_a_range_is_typed_in_many_ways(text: str, expected: tuple[str, str]) -> None:
    assert tuple(split_fields(PARENTS[1], text).values()) == expected


def test_one_area_means_all_of_it_is_used() -> None:
    assert split_fields(PARENTS[2], "180") == {"self_used_area": "180", "floor_area": "180"}
    assert split_fields(PARENTS[2], "450/600") == {"self_used_area": "450", "floor_area": "600"}
