"""What is refused before a value is read, and what is said of what may be read."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cbec_desktop.domain.errors import UserError
from cbec_desktop.exchange import package, precheck
from cbec_desktop.exchange.file_kind import FileKind
from tests.exchange.packages import GOOD_ROW, HEAD, HEADERS, MAIN, good_sheet, pack, parts, sheet_xml, workbook

Maker = Callable[[Path], object]


def check(path: Path) -> precheck.Precheck:
    facts = precheck.begin(path)
    precheck.finish(facts)
    return facts


def lying_size(path: Path) -> None:
    workbook(path, **{"xl/media/image1.bin": b"\0" * 2_000_000})
    content = bytearray(path.read_bytes())
    place = content.rfind(b"xl/worksheets/sheet1.xml") - 46
    content[place + 24 : place + 28] = struct.pack("<I", 100)
    path.write_bytes(content)


def overlapping(path: Path) -> None:
    workbook(path, **{"xl/media/a.bin": b"\0" * 1000})
    content = path.read_bytes()
    end = content.rfind(b"PK\5\6")
    count, _, size, offset = struct.unpack("<HHII", content[end + 8 : end + 20])
    entry = content[offset : offset + size][content[offset : offset + size].rfind(b"PK\1\2") :]
    directory = content[offset : offset + size] + entry.replace(b"a.bin", b"b.bin")
    tail = bytearray(content[end : end + 22])
    struct.pack_into("<HHII", tail, 8, count + 1, count + 1, len(directory), offset)
    path.write_bytes(content[:offset] + directory + bytes(tail))


def twice_the_same_part(path: Path) -> None:
    workbook(path)
    with zipfile.ZipFile(path, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("xl/worksheets/sheet1.xml", sheet_xml([HEADERS]))


def torn(path: Path) -> None:
    workbook(path, sheet_xml([HEADERS, *[GOOD_ROW] * 500]))
    path.write_bytes(path.read_bytes()[:900])


def flipped_byte(path: Path) -> None:
    workbook(path, sheet_xml([HEADERS, *([f"{n}", *GOOD_ROW[1:]] for n in range(3000))]))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x55
    path.write_bytes(content)


def without(name: str) -> Maker:
    def make(path: Path) -> None:
        pack(path, {part: data for part, data in parts({"企业名录": good_sheet()}).items() if part != name})

    return make


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
STRINGS = f'<sst xmlns="{MAIN}"><si><t>&a;</t></si></sst>'
XML_2003 = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
TWO_OF_ONE_NAME = f'<workbook xmlns="{MAIN}"><sheets><sheet name="甲"/><sheet name="甲"/></sheets></workbook>'


def bytes_of(content: bytes) -> Maker:
    return lambda path: path.write_bytes(content)


def book(sheet: str | bytes | None = None, **more: str | bytes) -> Maker:
    return lambda path: workbook(path, sheet, **more)


def zipped(content: dict[str, str | bytes]) -> Maker:
    return lambda path: pack(path, content)


def with_cell(row: int, letter: str) -> Maker:
    return book(good_sheet(extra_rows=f'<row r="{row}"><c r="{letter}{row}"><v>1</v></c></row>'))


REFUSED: dict[str, tuple[str, Maker, str]] = {
    "empty": ("a.xlsx", bytes_of(b""), "0 字节"),
    "html": ("a.xls", bytes_of(b"<html><table><tr><td>1"), "网页"),
    "html in GBK": ("a.xls", bytes_of("<table><td>企业名称".encode("gbk")), "网页"),
    "csv named xlsx": ("a.xlsx", bytes_of("企业名称,县区\n".encode("gbk")), "CSV"),
    "xml 2003": ("a.xls", bytes_of(XML_2003.encode()), "2003"),
    "program": ("a.xlsx", bytes_of(b"MZ\x90\0" + bytes(range(256))), "exe"),
    "pdf": ("a.xlsx", bytes_of(b"%PDF-1.7\n"), "PDF"),
    "noise": ("a.xlsx", bytes_of(bytes([0, 1, 2, 255, 254, 0x81]) * 50), "认不出"),
    "word": ("a.xlsx", zipped({"word/document.xml": "<x/>"}), "Word"),
    "zip": ("a.xlsx", zipped({"readme.txt": "x"}), "压缩包"),
    "binary workbook": ("a.xlsx", zipped({"xl/workbook.bin": "x"}), "xlsb"),
    "torn": ("a.xlsx", torn, "不完整"),
    "flipped byte": ("a.xlsx", flipped_byte, "损坏"),
    "lying size": ("a.xlsx", lying_size, "损坏"),
    "overlap": ("a.xlsx", overlapping, "结构异常"),
    "part twice": ("a.xlsx", twice_the_same_part, "重复的部件"),
    "path upward": ("a.xlsx", book(**{"../../evil.txt": "x"}), "结构异常"),
    "absolute path": ("a.xlsx", book(**{"/evil.txt": "x"}), "结构异常"),
    "no content types": ("a.xlsx", without("[Content_Types].xml"), "内容目录"),
    "no sheet part": ("a.xlsx", without("xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml"),
    "entities": ("a.xlsx", book(**{"xl/sharedStrings.xml": HEAD + DOCTYPE + STRINGS}), "DTD"),
    "external entity": ("a.xlsx", book(**{"xl/sharedStrings.xml": HEAD + EXTERNAL + STRINGS}), "DTD"),
    "doctype in the sheet": ("a.xlsx", book(good_sheet().replace(HEAD, HEAD + DOCTYPE)), "DTD"),
    "not well-formed": ("a.xlsx", book(good_sheet().replace("</row>", "", 1)), "行附近"),
    "bad bytes": ("a.xlsx", book(good_sheet().encode().replace("示例".encode(), b"\xff\xfe")), "损坏"),
    "far row": ("a.xlsx", with_cell(200_001, "A"), "A200001"),
    "far column": ("a.xlsx", with_cell(3, "IW"), "IW3"),
    "far corner": ("a.xlsx", with_cell(1_048_576, "XFD"), "XFD1048576"),
    "no such address": ("a.xlsx", with_cell(3, "ZZZZ"), "地址"),
    "rows out of order": ("a.xlsx", book(good_sheet(extra_rows='<row r="2"></row>')), "行号"),
    "huge merge": (
        "a.xlsx",
        book(good_sheet(after='<mergeCells><mergeCell ref="A3:Z10000"/></mergeCells>')),
        "A3:Z10000",
    ),
    "two of one name": ("a.xlsx", book(**{"xl/workbook.xml": TWO_OF_ONE_NAME}), "同名"),
    "too many sheets": ("a.xlsx", zipped(parts({f"表{n}": good_sheet() for n in range(201)})), "201"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_not_safe_or_no_workbook_is_refused_by_a_sentence(name: str, tmp_path: Path) -> None:
    file_name, make, words = REFUSED[name]
    path = tmp_path / file_name
    make(path)
    with pytest.raises(UserError) as refusal:
        check(path)
    assert words in refusal.value.message
    assert refusal.value.message.startswith(f"{file_name}：")
    assert refusal.value.message.endswith("没有导入任何内容。")


def test_more_than_300_mb_unpacked_is_refused_without_unpacking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "MAX_UNPACKED", 1_000_000)
    path = workbook(tmp_path / "a.xlsx", **{"xl/media/image1.bin": b"\0" * 1_000_001})
    with pytest.raises(UserError, match="300 MB"):
        check(path)


def test_a_huge_dimension_and_empty_styled_cells_far_away_are_no_content(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{row}" ht="18"><c r="A{row}" s="1"/></row>' for row in range(3, 250_000))
    wide = '<row r="250000"><c r="XFD250000" s="1"/><c r="XFC250000" s="1"></c></row>'
    sheet = good_sheet(before='<dimension ref="A1:XFD1048576"/>', extra_rows=rows + wide)
    facts = check(workbook(tmp_path / "a.xlsx", sheet))
    assert facts.kind is FileKind.XLSX
    assert not facts.sheets["企业名录"].errors


def test_errors_formulas_and_hidden_parts_are_known_by_address(tmp_path: Path) -> None:
    sheet = good_sheet(
        before='<cols><col min="1" max="1" width="9"/><col min="3" max="4" width="9" hidden="1"/></cols>',
        extra_rows='<row r="3" hidden="1"><c r="A3" t="e"><v>#N/A</v></c><c r="B3"><f>1+1</f><v>2</v></c>'
        '<c r="C3"><f>1+1</f><v></v></c><c r="D3"><f>1+1</f></c><c r="E3" t="str"><f>A1</f><v></v></c></row>'
        '<row r="4"><c r="AA4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>',
        after='<mergeCells count="1"><mergeCell ref="B5:B7"/></mergeCells>',
    )
    facts = check(workbook(tmp_path / "a.xlsx", sheet)).sheets["企业名录"]
    assert facts.errors == {(3, 0): "#N/A", (4, 26): "#DIV/0!"}
    assert facts.uncached == {(3, 2), (3, 3)}
    assert facts.formula_count == 5
    assert facts.hidden_rows == {3}
    assert facts.hidden_columns == {2, 3}
    assert facts.merges == [(5, 1, 7, 1)]


def test_macros_links_and_objects_are_reported_not_refused(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsm",
        **{
            "xl/vbaProject.bin": b"x",
            "xl/externalLinks/externalLink1.xml": "<x/>",
            "xl/embeddings/oleObject1.bin": b"x",
        },
    )
    remarks = " ".join(check(path).remarks)
    assert all(word in remarks for word in ("宏不会运行", "其他工作簿", "嵌入对象"))


def test_the_state_of_sheets_and_the_date_system(tmp_path: Path) -> None:
    content = parts({"企业名录": good_sheet(), "旧数据": good_sheet()}, {"旧数据": "veryHidden"})
    content["xl/workbook.xml"] = str(content["xl/workbook.xml"]).replace("<workbookPr/>", '<workbookPr date1904="1"/>')
    facts = check(pack(tmp_path / "a.xlsx", content))
    assert facts.is_1904
    assert [sheet.state for sheet in facts.sheets.values()] == ["visible", "veryHidden"]


def ods(path: Path, body: str, **more: str) -> Path:
    content = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:calcext="c" xmlns:style="s">'
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    return pack(path, {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content} | more)


def test_an_open_document_is_scanned_too(tmp_path: Path) -> None:
    body = (
        '<table:table table:name="企业名录"><table:table-row><table:table-cell/>'
        '<table:table-cell table:formula="of:=1/0"'
        ' office:value-type="string" calcext:value-type="error"><text:p>#DIV/0!</text:p>'
        '</table:table-cell></table:table-row><table:table-row table:visibility="collapse">'
        '<table:table-cell table:formula="of:=A1"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/>'
        "</table:table-row></table:table>"
    )
    facts = check(ods(tmp_path / "a.ods", body)).sheets["企业名录"]
    assert (facts.errors, facts.uncached, facts.hidden_rows) == ({(1, 1): "#DIV/0!"}, {(2, 0)}, {2})


def test_a_repeat_out_of_proportion_is_refused(tmp_path: Path) -> None:
    body = (
        '<table:table table:name="a"><table:table-row table:number-rows-repeated="1000000">'
        '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
        "</table:table-row></table:table>"
    )
    with pytest.raises(UserError, match="A1000000"):
        check(ods(tmp_path / "a.ods", body))


def test_an_encrypted_open_document_is_refused(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", "", **{"META-INF/manifest.xml": "<x><encryption-data/></x>"})
    with pytest.raises(UserError, match="密码"):
        check(path)
