"""All mapped tables; importing this package fills `Base.metadata`."""

from db.models import (
    application,
    assessment,
    audit,
    enterprise,
    entry,
    evidence,
    exchange,
    paper,
    policy,
    review,
    search,
    system,
    trade,
)

__all__ = [
    "application",
    "assessment",
    "audit",
    "enterprise",
    "entry",
    "evidence",
    "exchange",
    "paper",
    "policy",
    "review",
    "search",
    "system",
    "trade",
]
