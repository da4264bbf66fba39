"""The pre-check of a workbook: what kind it is, whether it is safe to read, and what the reader of values hides.

The directory of the package is checked before any reader starts. The parts are then scanned while the reading child
already works: no value of it is used before the scan has passed, and it is ended when the scan refuses.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from cbec_desktop.domain.errors import UserError
from cbec_desktop.exchange.compound_scan import scan_compound
from cbec_desktop.exchange.file_kind import FileKind, find_kind, refuse
from cbec_desktop.exchange.ods_scan import scan_content
from cbec_desktop.exchange.package import XmlCheck, check_part, chunks_of, open_package
from cbec_desktop.exchange.sheet_facts import MAX_SHEETS, SheetFacts, StructureFault
from cbec_desktop.exchange.sheet_scan import FullScan, NotPlain, PlainScan

_REMARKS = (
    ("xl/vbaProject.bin", "文件含宏；宏不会运行，只读取单元格的值。"),
    ("xl/macrosheets/", "文件含宏表；宏不会运行，宏表不读取。"),
    ("xl/externalLinks/", "文件含指向其他工作簿的链接；只取单元格里现有的值，请核对是否最新。"),
    ("xl/embeddings/", "文件含嵌入对象；嵌入对象不读取。"),
)


@dataclass(slots=True)
class Precheck:
    """What is known of a file: kind, sheets, remarks for the clerk (macros, links …)."""

    path: Path
    kind: FileKind
    sheets: dict[str, SheetFacts] = field(default_factory=dict)
    is_1904: bool = False
    remarks: list[str] = field(default_factory=list)


def begin(path: Path) -> Precheck:
    """The quick half: kind and directory; raises UserError. The file may be given to the reading child after it."""
    facts = Precheck(path, find_kind(path))
    if facts.kind in (FileKind.XLSX, FileKind.ODS):
        try:
            open_package(path).close()
        except StructureFault as fault:
            raise refuse(path, str(fault), "unsafe_file") from fault
    return facts


def finish(facts: Precheck) -> None:
    """The thorough half: every part is scanned and `facts` filled in; raises UserError."""
    try:
        if facts.kind is FileKind.XLSX:
            with open_package(facts.path) as package:
                _scan_package(package, facts)
        elif facts.kind is FileKind.ODS:
            with open_package(facts.path) as package:
                scan_content(package, facts.sheets)
        elif facts.kind is FileKind.XLS:
            facts.is_1904 = scan_compound(facts.path, facts.sheets, facts.remarks)
    except StructureFault as fault:
        raise _refusal(facts.path, fault) from fault


def _refusal(path: Path, fault: StructureFault) -> UserError:
    return refuse(path, str(fault), "unsafe_file")


def _scan_package(package: zipfile.ZipFile, facts: Precheck) -> None:
    names = package.namelist()
    if "[Content_Types].xml" not in names:
        raise StructureFault("文件缺少内容目录，已损坏；请用 WPS 或 Excel 打开另存为 .xlsx，再重新发送。")
    for prefix, remark in _REMARKS:
        if any(name.startswith(prefix) for name in names):
            facts.remarks.append(remark)
    targets = _read_relations(package)
    _read_workbook(package, facts, targets)
    parts = {sheet.part for sheet in facts.sheets.values()}
    for name in names:
        if name.lower().endswith((".xml", ".rels", ".vml")) and name not in parts and name != "xl/workbook.xml":
            check_part(package, name)
    for sheet in facts.sheets.values():
        _scan_sheet(package, sheet)


def _read_relations(package: zipfile.ZipFile) -> dict[str, str]:
    targets: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"

    check_part(package, "xl/_rels/workbook.xml.rels", start)
    return targets


def _read_workbook(package: zipfile.ZipFile, facts: Precheck, targets: dict[str, str]) -> None:
    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "workbookPr":
            facts.is_1904 = attributes.get("date1904") in ("1", "true")
        elif local == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            sheet = SheetFacts(
                attributes.get("name", ""), attributes.get("state", "visible"), targets.get(relation, "")
            )
            if sheet.name in facts.sheets:
                raise StructureFault(f"文件里有两张同名的工作表“{sheet.name}”；请改名后重发。")
            facts.sheets[sheet.name] = sheet

    check_part(package, "xl/workbook.xml", start)
    if len(facts.sheets) > MAX_SHEETS:
        raise StructureFault(f"文件里有 {len(facts.sheets)} 张工作表，过多；请只保留要报送的工作表。")
    if not facts.sheets:
        raise StructureFault("文件里没有工作表，已损坏；请用 WPS 或 Excel 打开另存为 .xlsx，再重新发送。")


def _scan_sheet(package: zipfile.ZipFile, facts: SheetFacts) -> None:
    try:
        check, scan = XmlCheck(f"工作表“{facts.name}”"), PlainScan(facts)
        for chunk in chunks_of(package, facts.part):
            check.feed(chunk)
            scan.feed(chunk)
        check.feed(b"", is_last=True)
        scan.close()
    except NotPlain:
        _scan_thoroughly(package, facts)


def _scan_thoroughly(package: zipfile.ZipFile, facts: SheetFacts) -> None:
    facts.errors.clear()
    facts.uncached.clear()
    facts.merges.clear()
    facts.hidden_rows.clear()
    facts.hidden_columns.clear()
    facts.formula_count = 0
    check, scan = XmlCheck(f"工作表“{facts.name}”"), FullScan(facts)
    check.parser.StartElementHandler = scan.start
    check.parser.EndElementHandler = scan.end
    check.parser.CharacterDataHandler = scan.data
    for chunk in chunks_of(package, facts.part):
        check.feed(chunk)
    check.feed(b"", is_last=True)
