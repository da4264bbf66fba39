"""Builds workbooks part by part, so that a test can break exactly one thing of them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from cbec_desktop.exchange.sheet_facts import column_letter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
DEFAULTS = (
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
)
ROOT_LINK = f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
GOOD_ROW = ("91211302MA0TEPT10B", "朝阳示例电子商务有限公司", "双塔区", "卖家")
HEADERS = ("统一社会信用代码*", "企业名称*", "所属县区*", "企业角色*")


def cell(value: object, row: int, column: int) -> str:
    """One cell as Excel writes it, text inline."""
    reference = f"{column_letter(column)}{row}"
    if value is None or value == "":
        return f'<c r="{reference}"/>'
    if isinstance(value, int | float):
        return f'<c r="{reference}"><v>{value!r}</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def sheet_xml(rows: Iterable[Iterable[object]], *, before: str = "", after: str = "", extra_rows: str = "") -> str:
    """A sheet with `rows` from row 1; `before` and `after` stand around the data."""
    body = "".join(
        f'<row r="{number}">' + "".join(cell(value, number, column) for column, value in enumerate(row)) + "</row>"
        for number, row in enumerate(rows, start=1)
    )
    return f'{HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData>{body}{extra_rows}</sheetData>{after}</worksheet>'


def good_sheet(**around: str) -> str:
    """企业名录 with its headers and one good row."""
    return sheet_xml([HEADERS, GOOD_ROW], **around)


def parts(sheets: Mapping[str, str | bytes], states: Mapping[str, str] | None = None) -> dict[str, str | bytes]:
    """All parts of a workbook by name, in the order in which they are packed."""
    states = states or {}
    entries = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" state="{states.get(name, "visible")}" r:id="rId{number}"/>'
        for number, name in enumerate(sheets, start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{TYPES}">{DEFAULTS}</Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}">{ROOT_LINK}</Relationships>',
        "xl/workbook.xml": (
            f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><workbookPr/><sheets>{entries}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
    }
    for number, content in enumerate(sheets.values(), start=1):
        found[f"xl/worksheets/sheet{number}.xml"] = content
    return found


def pack(path: Path, content: Mapping[str, str | bytes]) -> Path:
    """Zip the parts into `path`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in content.items():
            package.writestr(name, data)
    return path


def workbook(path: Path, sheet: str | bytes | None = None, **more: str | bytes) -> Path:
    """A workbook with the one sheet 企业名录 (a good one unless given); `more` replaces or adds parts."""
    return pack(path, parts({"企业名录": good_sheet() if sheet is None else sheet}) | more)
