"""What openpyxl drops when it saves a county's workbook, and brings back here: extended validations, formula results.

Works on the XML of the package as text, so that nothing else of it changes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_EXTENDED = re.compile(r"<x14:dataValidation\s([^>]*)>(.*?)</x14:dataValidation>", re.S)
_EXTENDED_LIST = re.compile(r"<x14:dataValidations\b.*?</x14:dataValidations>", re.S)
_FORMULA = r"<x14:formula{number}>\s*<xm:f>(.*?)</xm:f>"
_AREA = re.compile(r"<xm:sqref>(.*?)</xm:sqref>", re.S)
_COMPUTED = re.compile(
    r'<c r="([A-Z]+[0-9]+)"((?:\s[^>]*)?)>\s*<f\b[^>]*?(?:/>|>[^<]*</f>)\s*<v[^>]*>([^<]*)</v>\s*</c>', re.S
)
_EMPTY_RESULT = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*)>(<f\b[^>]*?(?:/>|>[^<]*</f>))<v\s*(?:/>|></v>)</c>', re.S)
_TYPE = re.compile(r'\st="(\w+)"')


@dataclass(frozen=True, slots=True)
class LostValidation:
    """A data validation that refers to another sheet and stands in the extension list of its sheet."""

    kind: str | None
    formulas: tuple[str | None, str | None]
    area: str
    is_blank_ok: bool


def sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → part of the package."""
    book = ElementTree.fromstring(package.read("xl/workbook.xml"))
    links = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    parts = {}
    for element in book.iter():
        if element.tag.endswith("}sheet"):
            target = targets.get(element.get(_RELATION), "")
            parts[element.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return parts


def lost_validations(path: Path) -> dict[str, list[LostValidation]]:
    """The extended validations of each sheet of `path`."""
    found: dict[str, list[LostValidation]] = {}
    with zipfile.ZipFile(path) as package:
        for name, part in sheet_parts(package).items():
            text = package.read(part).decode("utf-8", "replace") if part in package.namelist() else ""
            lists = _EXTENDED_LIST.findall(text)
            found[name] = [check for one in lists for check in _validations(one)]
    return found


def _validations(text: str) -> Iterator[LostValidation]:
    for attributes, body in _EXTENDED.findall(text):
        kind = re.search(r'\btype="(\w+)"', attributes)
        area = _AREA.search(body)
        if area is not None:
            formulas = (_formula(body, 1), _formula(body, 2))
            is_blank_ok = 'allowBlank="1"' in attributes
            yield LostValidation(kind.group(1) if kind else None, formulas, area.group(1).strip(), is_blank_ok)


def _formula(body: str, number: int) -> str | None:
    found = re.search(_FORMULA.format(number=number), body, re.S)
    return unescape(found.group(1)) if found else None


def restore_results(source: Path, target: Path) -> None:
    """Give the formulas in `target` the results that they have in `source`: without them they could not be read."""
    with zipfile.ZipFile(source) as package:
        results = {
            name: {place: (_TYPE.search(attributes), value) for place, attributes, value in _COMPUTED.findall(text)}
            for name, part in sheet_parts(package).items()
            if "<f" in (text := package.read(part).decode("utf-8", "replace"))
        }
    if not any(results.values()):
        return
    rewritten = target.with_name(target.name + ".mended")
    with zipfile.ZipFile(target) as package, zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as mended:
        known = {part: results.get(name, {}) for name, part in sheet_parts(package).items()}
        for name in package.namelist():
            content = package.read(name)
            if known.get(name):
                content = _with_results(content.decode(), known[name]).encode()
            mended.writestr(name, content)
    rewritten.replace(target)


def _with_results(text: str, results: dict[str, tuple[re.Match[str] | None, str]]) -> str:
    def fill(found: re.Match[str]) -> str:
        place, attributes, formula = found.groups()
        if place not in results:
            return found.group(0)
        kind, value = results[place]
        typed = _TYPE.sub("", attributes) + (kind.group(0) if kind else "")
        return f'<c r="{place}"{typed}>{formula}<v>{value}</v></c>'

    return _EMPTY_RESULT.sub(fill, text)
