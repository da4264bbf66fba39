"""The quick scan and the thorough one say the same of every sheet."""

from __future__ import annotations

from pyexpat import ParserCreate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_desktop.exchange.sheet_facts import SheetFacts, StructureFault, column_index, column_letter, parse_address
from cbec_desktop.exchange.sheet_scan import FullScan, NotPlain, PlainScan
from tests.exchange.packages import good_sheet, sheet_xml

CELLS = st.sampled_from(
    [
        '<c r="{at}"><v>1</v></c>', '<c r="{at}" s="3"/>', '<c r="{at}" t="e"><v>#REF!</v></c>', '<c r="{at}" t="e"/>',
        '<c r="{at}"><f>A1</f><v>5</v></c>', '<c r="{at}"><f>A1</f><v></v></c>', '<c r="{at}"><f>A1</f></c>',
        '<c r="{at}" t="str"><f>A1</f><v></v></c>', '<c r="{at}" t="str"><f>A1</f><v/></c>',
        '<c r="{at}" t="e"><f>1/0</f><v>#DIV/0!</v></c>', '<c r="{at}"><f t="shared" si="0"/><v>7</v></c>',
        '<c r="{at}" t="inlineStr"><is><t>t="e" &lt;f&gt;</t></is></c>', '<c r="{at}" t="s"><v>0</v></c>',
    ]
)  # fmt: skip
ROWS = st.lists(st.tuples(st.booleans(), st.lists(CELLS, max_size=5)), max_size=8)


def xml_of(rows: list[tuple[bool, list[str]]]) -> bytes:
    body = "".join(
        f'<row r="{number}"' + (' hidden="1">' if is_hidden else ">")
        + "".join(text.format(at=f"{column_letter(column)}{number}") for column, text in enumerate(cells)) + "</row>"
        for number, (is_hidden, cells) in enumerate(rows, start=1)
    )  # fmt: skip
    return sheet_xml([], extra_rows=body, after='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>').encode()


def quick(xml: bytes, size: int) -> SheetFacts:
    facts = SheetFacts("甲")
    scan = PlainScan(facts)
    for at in range(0, len(xml), size):
        scan.feed(xml[at : at + size])
    scan.close()
    return facts


def thorough(xml: bytes) -> SheetFacts:
    facts = SheetFacts("甲")
    scan, parser = FullScan(facts), ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = scan.start, scan.end
    parser.CharacterDataHandler = scan.data
    parser.Parse(xml, True)
    return facts


@given(ROWS, st.integers(7, 400))
def test_the_quick_scan_agrees_with_the_thorough_one_however_the_bytes_are_cut(
    rows: list[tuple[bool, list[str]]], size: int
) -> None:
    xml = xml_of(rows)
    assert quick(xml, size) == thorough(xml)


@pytest.mark.parametrize(
    "xml",
    [
        good_sheet()
        .replace("<c r=", "<x:c r=")
        .replace("</c>", "</x:c>")
        .replace("<worksheet", '<worksheet xmlns:x="y"'),
        good_sheet().replace('r="A1"', "r='A1'"),
        good_sheet().replace('<c r="A1" t="inlineStr">', '<c t="inlineStr" r="A1">'),
        good_sheet().replace(' r="A1"', ""),
        good_sheet().replace("<row r=", "<row spans='1:4' r="),
        good_sheet(extra_rows="<!-- <row r='9'/> -->"),
        good_sheet().replace('encoding="UTF-8"', 'encoding="UTF-16"'),
    ],
    ids=["prefix", "quotes", "order", "no address", "row order", "comment", "encoding"],
)
def test_another_shape_is_left_to_the_thorough_scan(xml: str) -> None:
    with pytest.raises(NotPlain):
        quick(xml.encode(), 4096)


def test_cells_without_addresses_are_counted() -> None:
    rows = '<row><c/><c t="e"><v>#N/A</v></c></row><row><c><f>1</f></c></row>'
    facts = thorough(sheet_xml([], extra_rows=rows).encode())
    assert facts.errors == {(1, 1): "#N/A"}
    assert facts.uncached == {(2, 0)}


def test_both_scans_refuse_the_same_far_cell() -> None:
    xml = good_sheet(extra_rows='<row r="3"><c r="B3"/><c r="IW3"><v>1</v></c></row>').encode()
    for scan in (lambda: quick(xml, 50), lambda: thorough(xml)):
        with pytest.raises(StructureFault, match="IW3"):
            scan()


@given(st.integers(0, 16_383))
def test_letters_and_indexes_are_each_others_inverse(index: int) -> None:
    assert column_index(column_letter(index)) == index
    assert parse_address(f"{column_letter(index)}7") == (7, index)
