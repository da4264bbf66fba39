"""Tables of changing length: blocks one below the other, broken between blocks, with a frame on every page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cbec_desktop.documents.layout import Sheet

FIRST_TOP, NEXT_TOP, BOTTOM = 42.0, 28.5, 276.0


@dataclass(frozen=True, slots=True)
class Block:
    """One row or bar: its height and what draws it at a y; `keeps_next` = never the last one of a page.

    `repeats` are the column heads that stand again above the row where it begins a page.
    """

    height: float
    draw: Callable[[Sheet, float], None]
    keeps_next: bool = False
    repeats: Block | None = None


def paginate(blocks: list[Block], tail: float, *, kept_with_tail: int = 2) -> list[list[Block]]:
    """Blocks by page. `tail` mm are free below the last one, which has at least `kept_with_tail` blocks above it."""
    pages: list[list[Block]] = [[]]
    room = BOTTOM - FIRST_TOP
    for place, block in enumerate(blocks):
        following = blocks[place + 1].height if block.keeps_next and place + 1 < len(blocks) else 0.0
        used = sum(item.height for item in pages[-1])
        if pages[-1] and used + block.height + following > room:
            pages.append([] if block.repeats is None else [block.repeats])
            room = BOTTOM - NEXT_TOP
        pages[-1].append(block)
    if sum(item.height for item in pages[-1]) + tail > room:
        last = pages[-1]
        moved = last[-kept_with_tail:]
        while len(moved) < len(last) and last[-len(moved) - 1].keeps_next:
            moved = last[-len(moved) - 1 :]
        pages[-1] = last[: -len(moved)]
        head = moved[0].repeats
        pages.append(moved if head is None else [head, *moved])
    return pages
