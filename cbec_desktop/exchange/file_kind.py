"""What a file really is, by its first bytes and never by its name (ruling 8)."""

from __future__ import annotations

import zipfile
from enum import StrEnum
from pathlib import Path

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.texts import shown
from cbec_desktop.exchange.csv_text import decode_text

MAX_FILE_BYTES = 100 * 1024 * 1024
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    (b"MZ", "一个程序（exe）"),
    (b"%PDF", "一个 PDF 文件"),
    (b"\x89PNG", "一张图片"),
    (b"\xff\xd8\xff", "一张图片"),
    (b"GIF8", "一张图片"),
    (b"Rar!", "一个 RAR 压缩包"),
    (b"7z\xbc\xaf", "一个 7z 压缩包"),
    (b"\x7fELF", "一个程序"),
    (b"{\\rtf", "一个 RTF 文档"),
)


class FileKind(StrEnum):
    """The kinds of workbook that are read."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


def refuse(path: Path, reason: str, code: str = "unreadable_file") -> UserError:
    """The refusal of a whole file: its name, what it is or what is wrong, and what to do."""
    return UserError(f"{shown(path.name, 120)}：{reason}没有导入任何内容。", code)


def find_kind(path: Path) -> FileKind:
    """The kind of workbook in `path` by its content; raises UserError that says what the file is instead."""
    head = _head(path)
    if head.startswith(b"PK"):
        return _kind_of_package(path)
    if head.startswith(OLE_SIGNATURE):
        return _kind_of_compound(path)
    for signature, words in _OTHERS:
        if head.startswith(signature):
            raise refuse(path, f"这是{words}，不是表格文件；请发送 .xlsx 工作簿。", "not_a_workbook")
    return _kind_of_text(path, head)


def _unreadable(error: OSError) -> str:
    """Why a file cannot be opened, in words: the system's own are English."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "找不到这个文件；请检查路径和文件名。"
    if isinstance(error, IsADirectoryError):
        return "这是文件夹，不是文件；请指明文件夹里的文件。"
    if isinstance(error, PermissionError):
        return "没有读取这个文件的权限，或它正被其他程序占用；请关闭后重试，或把它复制到别处再导入。"
    return f"读不出这个文件（系统错误 {error.errno}）；请检查磁盘，或重新拷贝后再试。"


def _head(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise refuse(path, _unreadable(error)) from error
    if size == 0:
        raise refuse(path, "文件是空的（0 字节）；请重新保存后再发。", "empty_file")
    if size > MAX_FILE_BYTES:
        raise refuse(path, "文件超过 100 MB；请删去图片和多余内容，或分成几个文件。", "too_large")
    return head


def _kind_of_package(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as package:
            names = {name.replace("\\", "/") for name in package.namelist()}
            mimetype = package.read("mimetype")[:80] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise refuse(path, "文件不完整或已损坏；请用 WPS 或 Excel 打开另存为 .xlsx，再重新发送。", "damaged") from error
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return FileKind.ODS
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        raise refuse(path, "这是 OpenDocument 文档，不是表格；请发送 .xlsx 工作簿。", "not_a_workbook")
    if any(name.startswith("word/") for name in names):
        raise refuse(path, "这是 Word 文档，不是表格；请发送 .xlsx 工作簿。", "not_a_workbook")
    if any(name.startswith("ppt/") for name in names):
        raise refuse(path, "这是演示文稿，不是表格；请发送 .xlsx 工作簿。", "not_a_workbook")
    if "xl/workbook.bin" in names:
        raise refuse(path, "这是二进制工作簿（.xlsb）；请另存为 .xlsx 后重发。", "not_a_workbook")
    if "xl/workbook.xml" in names:
        return FileKind.XLSX
    raise refuse(path, "这是压缩包，里面没有工作簿；请解压后发送其中的 .xlsx。", "not_a_workbook")


def _kind_of_compound(path: Path) -> FileKind:
    content = path.read_bytes()
    if any(word.encode("utf-16le") in content for word in ("EncryptedPackage", "EncryptionInfo")):
        raise refuse(path, "文件设有打开密码（已加密）；请去掉密码另存后重发。", "encrypted")
    if any(name.encode("utf-16le") + b"\0\0" in content for name in ("Workbook", "Book", "BOOK")):
        return FileKind.XLS
    if "WordDocument".encode("utf-16le") in content:
        raise refuse(path, "这是 Word 文档，不是表格；请发送 .xlsx 工作簿。", "not_a_workbook")
    raise refuse(path, "里面没有工作簿，可能已损坏；请用 WPS 或 Excel 打开另存为 .xlsx。", "not_a_workbook")


def _kind_of_text(path: Path, head: bytes) -> FileKind:
    text = decode_text(head, is_cut=True)
    if text is None or "\0" in text:
        raise refuse(path, "这不是表格文件，认不出它的内容；请发送 .xlsx 工作簿。", "not_a_workbook")
    start = text.lstrip("\ufeff \t\r\n").lower()
    if "urn:schemas-microsoft-com:office:spreadsheet" in start or 'progid="excel.sheet"' in start:
        raise refuse(path, "这是“XML 表格 2003”格式；请用 WPS 或 Excel 打开另存为 .xlsx。", "not_a_workbook")
    if start.startswith(("<!doctype html", "<html", "<table", "<meta", "<head")) or "<table" in start:
        raise refuse(path, "这是网页文件，不是表格；请用 WPS 或 Excel 打开另存为 .xlsx。", "not_a_workbook")
    if start.startswith("<?xml"):
        raise refuse(path, "这是 XML 文件，不是表格；请发送 .xlsx 工作簿。", "not_a_workbook")
    if path.suffix.lower() not in (".csv", ".txt", ".tsv"):
        raise refuse(path, "这是 CSV 文本，扩展名与内容不符；请把扩展名改为 .csv，或另存为 .xlsx。", "not_a_workbook")
    return FileKind.CSV
