"""All mapped tables; importing this package fills `Base.metadata`."""

from db.models import (
    application,
    assessment,
    audit,
    enterprise,
    evidence,
    exchange,
    paper,
    policy,
    system,
    trade,
)

__all__ = [
    "application",
    "assessment",
    "audit",
    "enterprise",
    "evidence",
    "exchange",
    "paper",
    "policy",
    "system",
    "trade",
]
