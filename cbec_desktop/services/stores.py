"""The store as a whole: made, verified, backed up, restored, summed up."""

from __future__ import annotations

import importlib.metadata
import secrets
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.statuses import Role, SetStatus
from cbec_desktop.services import accounts, policy
from cbec_desktop.services.context import Context
from cbec_desktop.services.store_checks import verify_store
from cbec_desktop.services.store_copies import backup_store, restore_store
from cbec_desktop.services.store_problem import StoreProblem

if TYPE_CHECKING:
    from db.unit_of_work import Work

__all__ = [
    "StoreProblem",
    "StoreSummary",
    "backup_store",
    "init_store",
    "restore_store",
    "store_summary",
    "verify_store",
]

POLICY_YEARS = range(2026, 2029)
FIRST_ROLES = (Role.ADMINISTRATOR, Role.CITY_HANDLER)
"""A one-person office can start with these (ruling 17); two stages of one case still need two persons."""


def init_store(ctx: Context, admin: str, password: str, full_name: str | None = None) -> None:
    """Fill a new store: policy, trial sets, holidays, identity, first account; all of it or nothing.

    Raises UserError store_exists when it is filled already, empty_name, weak_password.
    """
    from db.queries.system import store_identity
    from db.unit_of_work import open_work

    for folder in (ctx.paths.backups, ctx.paths.logs, ctx.paths.attachments, ctx.paths.printed):
        folder.mkdir(exist_ok=True)
    with open_work(ctx.store, actor=admin.strip() or None, action="init_store") as work:
        if store_identity(work.session) is not None:
            raise UserError(f"{ctx.paths.folder} 里已经有数据库，不会覆盖它。请换一个空的数据文件夹。", "store_exists")
        _add_identity(work)
        text_id = _add_policy(work)
        _add_trial_sets(work, text_id, admin)
        _add_holidays(work)
        accounts.insert_account(work, ctx.password_cost, admin, FIRST_ROLES, password, full_name)
        work.commit()


def _add_identity(work: Work) -> None:
    from db.models.system import StoreIdentity

    work.session.add(
        StoreIdentity(
            id=1,
            store_id=str(uuid.uuid4()),
            hmac_key=secrets.token_hex(32),
            created_at=work.now,
            program_version=importlib.metadata.version("cbec-desktop"),
        )
    )


def _add_policy(work: Work) -> int:
    """The shipped policy text with its clauses; returns its id."""
    from db.models.policy import PolicyClause, PolicyText

    shipped = policy.shipped_policy()
    text = PolicyText(
        title=shipped.title,
        document_no=shipped.document_no,
        effective_from=shipped.effective_from.isoformat(),
        is_draft=int(shipped.is_draft),
    )
    work.session.add(text)
    work.session.flush()
    rows = [
        {"policy_text_id": text.id, "clause_id": c.id, "label": c.label, "heading": c.heading, "body": c.body}
        for c in shipped.clauses
    ]
    work.insert_many(PolicyClause, rows)
    return text.id


def _add_trial_sets(work: Work, text_id: int, admin: str) -> None:
    """One trial set a year with the default readings and the highest rates (ruling 18)."""
    from cbec_desktop.awards.parameters import default_values, hash_values
    from db.digests import canonical_json
    from db.models.policy import ParameterSet

    for year in POLICY_YEARS:
        values = default_values(year)
        work.session.add(
            ParameterSet(
                name=f"{year}-试1",
                award_year=year,
                version=1,
                status=SetStatus.TRIAL.value,
                values_json=canonical_json(values),
                content_hash=hash_values(year, values),
                policy_text_id=text_id,
                created_at=work.now,
                created_by=admin,
            )
        )


def _add_holidays(work: Work) -> None:
    from db.models.policy import Holiday

    rows = [
        {"day": row.day.isoformat(), "kind": row.kind, "name": row.name, "source": row.source}
        for row in policy.shipped_holidays()
    ]
    work.insert_many(Holiday, rows)


@dataclass(frozen=True, slots=True)
class StoreSummary:
    """What the store holds and how it stands, for the first screen."""

    folder: str
    store_id: str
    created_on: date
    enterprises: int
    applications: int
    audit_entries: int
    last_change_at: datetime | None
    clock_warning: str | None


def store_summary(ctx: Context) -> StoreSummary:
    """Counts and age of the store; `clock_warning` is a sentence when the machine's clock was set back."""
    from db.queries import system

    with ctx.store.open_view() as view:
        identity = system.store_identity(view)
        counts = system.record_counts(view)
        last = system.last_audit_moment(view)
    if identity is None:
        raise UserError("数据库还没有建好，请先运行 cbec init。", "not_initialised")
    moment = datetime.fromisoformat(last) if last else None
    return StoreSummary(
        folder=str(ctx.paths.folder),
        store_id=identity.store_id,
        created_on=datetime.fromisoformat(identity.created_at).date(),
        enterprises=counts["enterprise"],
        applications=counts["application"],
        audit_entries=counts["audit_entry"],
        last_change_at=moment,
        clock_warning=_clock_warning(moment, ctx.clock()),
    )


def _clock_warning(last: datetime | None, now: datetime) -> str | None:
    if last is None or now >= last:
        return None
    return f"电脑时间（{now:%Y-%m-%d %H:%M}）早于最近一次操作（{last:%Y-%m-%d %H:%M}），请校准时间后再操作。"
