"""Text tables in UTF-8 or GB18030 as rows of text cells, within the same limits as workbooks."""

from __future__ import annotations

import csv
from collections.abc import Iterator

MAX_CELL_CHARACTERS = 1_000_000


def decode_text(content: bytes, is_cut: bool = False) -> str | None:
    """The text of `content` in UTF-8 (with or without mark), UTF-16 (with mark) or GB18030; None when none fits.

    `is_cut`: the content may end inside a character.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        for cut in range(4 if is_cut else 1):
            try:
                return content[: len(content) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
    return None


def read_rows(text: str) -> Iterator[list[str]]:
    """The rows of a csv text; the separator is the comma, tab or semicolon that its first lines use most.

    Raises csv.Error when a quotation never ends or a cell is far too long.
    """
    head = "\n".join(text.splitlines()[:10])
    separator = max(",\t;，", key=head.count)
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    yield from csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True)
