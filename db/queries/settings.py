"""Settings of the office: select → values."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.system import Setting


def office_settings(session: Session) -> dict[str, str]:
    """Key → JSON text of everything the office set."""
    return {row[0]: row[1] for row in session.execute(select(Setting.key, Setting.value).where(Setting.scope == ""))}


def find_setting(session: Session, key: str) -> Setting | None:
    """The stored setting of the office, for changing."""
    return session.scalar(select(Setting).where(Setting.scope == "", Setting.key == key))
