"""Page numbers as people write them: `1-3，5、8-`."""

from __future__ import annotations

import re

MOST_PAGES = 20_000
_PART = re.compile(r"(\d{1,5})(?:[-–—~～至](\d{1,5})?)?")
_OPEN_END = re.compile(r"[-–—~～至]$")


class PageRangeError(ValueError):
    """What is written is no list of pages; the text is a sentence for the field."""


def read_page_range(text: str, page_count: int) -> tuple[int, ...]:
    """The page numbers that are written, in order, each once; empty for nothing written (all pages).

    Raises PageRangeError: no numbers, from behind to, or beyond `page_count`.
    """
    plain = text.strip().replace(" ", "")
    if not plain or plain == "全部":
        return ()
    found: set[int] = set()
    for part in re.split(r"[,，、;；]", plain.strip(",，、;；")):
        match = _PART.fullmatch(part)
        if match is None:
            raise PageRangeError(f"看不懂“{part}”。页码写成 1-3、5 这样，空着就是全部。")
        first = int(match[1])
        last = page_count if _OPEN_END.search(part) else int(match[2] or match[1])
        if first < 1 or last < first:
            raise PageRangeError(f"“{part}”不对：页码从 1 起，前小后大。")
        if last > page_count:
            raise PageRangeError(f"“{part}”超出了，一共 {page_count} 页。")
        found.update(range(first, last + 1))
    return tuple(sorted(found))
