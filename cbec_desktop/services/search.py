"""Find any record by what a clerk remembers of it: two characters suffice."""

from __future__ import annotations

import unicodedata

from cbec_desktop.domain.registers import SearchHit
from cbec_desktop.services.context import Context

FEWEST_CHARACTERS = 2
MOST_HITS = 12
Hit = SearchHit


def search_pieces(text: str) -> list[str]:
    """The words of a search as they are compared: full width folded, lower case, single characters dropped.

    The longest comes first: it is the most telling one.
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    pieces = {piece for piece in folded.split() if len(piece) >= FEWEST_CHARACTERS}
    return sorted(pieces, key=lambda piece: (-len(piece), piece))


def find_records(ctx: Context, text: str, limit: int = MOST_HITS) -> list[Hit]:
    """Enterprises and cases that hold every word of `text`, best first; empty below two characters."""
    from db.queries.search import find_applications, find_enterprises

    pieces = search_pieces(text)
    if not pieces:
        return []
    with ctx.store.open_view() as view:
        cases = find_applications(view, pieces, limit)
        enterprises = find_enterprises(view, pieces, limit)
    # A code's last digits and a case number's are both digits: show some of each.
    shown_cases = cases[: max(limit // 3, limit - len(enterprises))]
    return [*enterprises[: limit - len(shown_cases)], *shown_cases]


def refresh_search_index(ctx: Context, *, is_whole: bool = False) -> int:
    """Let the index take in new records, some thousand at a time so that nobody waits long; returns how many.

    0 means that it is up to date; `is_whole` goes on until it is. Searching is right before it too, only slower.
    """
    from db.search_index import catch_up

    done = taken = catch_up(ctx.store)
    while is_whole and taken:
        taken = catch_up(ctx.store)
        done += taken
    return done
