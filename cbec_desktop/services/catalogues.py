"""The catalogues of the program as rows: what `cbec list` prints."""

from __future__ import annotations

from collections.abc import Callable

from cbec_desktop.domain.case_events import CASE_EVENTS
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.measures import MEASURE_HEADINGS
from cbec_desktop.domain.statuses import ROLE_WORDS

Row = dict[str, str]


def _row(row_id: str, code: str, title: str, clause: str, path: str) -> Row:
    return {"id": row_id, "code": code, "title": title, "clause": clause, "path": path}


def _measures() -> list[Row]:
    from cbec_desktop.awards.measures.catalogue import MEASURES

    return [
        _row(
            m.id, f"M{m.number}", MEASURE_HEADINGS.get(m.id, m.title), m.clause, f"cbec_desktop/awards/measures/{m.id}"
        )
        for m in MEASURES
    ]


def _forms() -> list[Row]:
    from cbec_desktop.documents.forms.catalogue import FORMS

    return [_row(f.id, f.code, f.title, "", f"cbec_desktop/documents/forms/{f.id}.py") for f in FORMS]


def _templates() -> list[Row]:
    from cbec_desktop.exchange.templates.catalogue import TEMPLATES

    return [_row(t.id, t.id, t.title, "", "cbec_desktop/exchange/templates") for t in TEMPLATES]


def _parameters() -> list[Row]:
    from cbec_desktop.awards.parameters import parameters_at

    return [_row(p.id, p.code, p.phrase, p.clause, "cbec_desktop/awards") for p in parameters_at(2026).values()]


def _events() -> list[Row]:
    return [_row(event, event, words, "", "cbec_desktop/domain/case_events.py") for event, words in CASE_EVENTS.items()]


def _roles() -> list[Row]:
    return [
        _row(role.value, role.value, words, "", "cbec_desktop/domain/statuses.py") for role, words in ROLE_WORDS.items()
    ]


def _checks() -> list[Row]:
    from cbec_desktop.awards.checks import CHECKS

    return [_row(c.code, c.code, c.title, c.clause, "cbec_desktop/awards/checks.py") for c in CHECKS]


_LISTS: dict[str, Callable[[], list[Row]]] = {
    "measures": _measures,
    "forms": _forms,
    "templates": _templates,
    "parameters": _parameters,
    "events": _events,
    "roles": _roles,
    "checks": _checks,
}


def screen_row(screen_id: str, title: str) -> Row:
    """One screen as a row; the window's catalogue stands above the services and is handed in by its reader."""
    return _row(screen_id, screen_id, title, "", f"ui/screens/{screen_id}/view.py")


def list_catalogue(what: str) -> list[Row]:
    """The rows of one catalogue: id, code, title, clause, path; UserError for an unknown one."""
    if what not in _LISTS:
        raise UserError(f"没有目录“{what}”，可列出：{'、'.join(_LISTS)}、screens。", "unknown_list")
    return _LISTS[what]()
