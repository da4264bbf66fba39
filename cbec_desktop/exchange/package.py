"""The zip package of a workbook: its directory, its limits, and its parts as XML that is whole and harmless."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from pyexpat import ExpatError, ParserCreate, XMLParserType

from cbec_desktop.exchange.sheet_facts import StructureFault

MAX_UNPACKED = 300 * 1000 * 1000
MAX_MEMBERS = 5_000
CHUNK = 1 << 17
_DAMAGED = "文件不完整或已损坏；请用 WPS 或 Excel 打开另存为 .xlsx，再重新发送。"
_STRANGE = "文件内部结构异常；请用 WPS 或 Excel 打开另存为 .xlsx，再重新发送。"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


def open_package(path: Path) -> zipfile.ZipFile:
    """The package of `path` once its directory is in order; raises StructureFault."""
    try:
        package = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise StructureFault(_DAMAGED) from error
    try:
        _check_directory(package.infolist())
    except BaseException:
        package.close()
        raise
    return package


def _check_directory(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise StructureFault("文件内的部件过多；请用 WPS 或 Excel 另存后重发。")
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise StructureFault("文件解压后超过 300 MB；请删去多余内容后重发。")
    names = [member.orig_filename for member in members]
    if len({name.lower() for name in names}) < len(names):
        raise StructureFault("文件内有重复的部件，不能确定哪一个是真的；请用 WPS 或 Excel 另存后重发。")
    for member in members:
        name = member.orig_filename
        if name.startswith("/") or "\\" in name or ":" in name or "\0" in name or ".." in name.split("/"):
            raise StructureFault(_STRANGE)
        if member.flag_bits & 1:
            raise StructureFault("文件已加密；请去掉密码另存后重发。")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise StructureFault(_STRANGE)
    _check_overlap(members)


def _check_overlap(members: list[zipfile.ZipInfo]) -> None:
    end = 0
    for member in sorted(members, key=lambda item: item.header_offset):
        if member.header_offset < end:
            raise StructureFault(_STRANGE)
        end = member.header_offset + 30 + member.compress_size


def chunks_of(package: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The unpacked bytes of one part; StructureFault when it is missing, cut off, or not what the directory says."""
    try:
        with package.open(part) as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except KeyError as error:
        raise StructureFault(
            f"文件缺少部件 {part or '（工作表）'}，已损坏；请用 WPS 或 Excel 打开另存为 .xlsx，再重新发送。"
        ) from error
    except _BROKEN as error:
        raise StructureFault(_DAMAGED) from error


class XmlCheck:
    """Feeds one part to expat: not well-formed, or with a document type, is refused."""

    def __init__(self, what: str) -> None:
        self._what = what
        self.parser: XMLParserType = ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype

    def _refuse_doctype(self, *_parts: object) -> None:
        raise StructureFault("文件含不允许的内容（DTD 或实体定义）；请用 WPS 或 Excel 打开另存为 .xlsx，再重新发送。")

    def feed(self, chunk: bytes, is_last: bool = False) -> None:
        """Parse the next bytes; raises StructureFault."""
        try:
            self.parser.Parse(chunk, is_last)
        except ExpatError as error:
            raise StructureFault(
                f"文件已损坏（{self._what}第 {error.lineno} 行附近）；请用 WPS 或 Excel 打开另存为 .xlsx，再重新发送。"
            ) from error
        except (ValueError, LookupError) as error:
            raise StructureFault(f"文件的文字编码不受支持（{self._what}）；请用 WPS 或 Excel 另存后重发。") from error


def check_part(package: zipfile.ZipFile, part: str, start: Callable[[str, dict[str, str]], None] | None = None) -> None:
    """Read one XML part whole: well-formed, no document type; `start` is told of every element."""
    check = XmlCheck(part)
    check.parser.StartElementHandler = start
    for chunk in chunks_of(package, part):
        check.feed(chunk)
    check.feed(b"", is_last=True)
