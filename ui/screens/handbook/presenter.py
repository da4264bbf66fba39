"""The handbook: Markdown pages of resources/handbook, one a screen; F1 opens the page of the screen in view."""

from __future__ import annotations

from pathlib import Path

from cbec_desktop.paths import resources_folder

FIRST_PAGE = "index"
ORDER = (
    FIRST_PAGE, "login", "home", "imports", "exports", "exchange", "assessments", "case", "money", "findings",
    "application_entry", "applications", "enterprises", "enterprise", "enterprise_form", "print_preview", "evidence",
    "caps", "pool", "comparison", "parameters", "readings", "worked_examples", "policy_texts",
)  # fmt: skip
"""How a new clerk reads on: the day's work, then what is needed less often; pages not named follow."""
LAST_PAGES = ("handbook", "keys", "backup", "faq")


def handbook_pages() -> list[tuple[str, str]]:
    """(page id, heading) of all pages: in the order in which a new clerk reads them."""
    pages = [(path.stem, heading_of(path)) for path in sorted(_folder().glob("*.md"))]
    return sorted(pages, key=_place)


def _place(page: tuple[str, str]) -> tuple[int, str]:
    page_id, title = page
    if page_id in LAST_PAGES:
        return len(ORDER) + 1 + LAST_PAGES.index(page_id), title
    return ORDER.index(page_id) if page_id in ORDER else len(ORDER), title


def page_text(page_id: str) -> str:
    """The page of a screen; the first page when that screen has none yet."""
    path = _folder() / f"{page_id}.md"
    return (path if path.is_file() else _folder() / f"{FIRST_PAGE}.md").read_text(encoding="utf-8")


def present_page(page_id: str) -> str:
    """The id of the page that `page_text` gives."""
    return page_id if (_folder() / f"{page_id}.md").is_file() else FIRST_PAGE


def find_in_pages(text: str) -> list[str]:
    """Ids of the pages that hold `text`; all pages for an empty one."""
    wanted = text.strip().lower()
    return [page_id for page_id, _title in handbook_pages() if wanted in page_text(page_id).lower()]


def heading_of(path: Path) -> str:
    """The first heading of a Markdown page."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            return line[2:].strip()
    return path.stem


def _folder() -> Path:
    return resources_folder() / "handbook"
