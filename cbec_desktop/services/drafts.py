"""Unfinished forms: saved every half minute by the window, offered back after a crash, gone when handed in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.rights import Right
from cbec_desktop.services.accounts import require_right
from cbec_desktop.services.context import Context

if TYPE_CHECKING:
    from db.unit_of_work import Work

LARGEST_DRAFT = 20_000_000


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """One unfinished form of the account in charge; `payload` is what the form put in."""

    screen: str
    key: str
    title: str
    saved_at: str
    payload: dict[str, Any]


def save_draft(ctx: Context, screen: str, key: str, title: str, payload: dict[str, Any]) -> str:
    """Keep the form `key` of `screen` as it stands; returns when it was saved.

    Raises UserError when the right to edit is lacking, the store cannot be written, or the form is absurdly large.
    """
    from db.models.entry import Draft
    from db.queries.entry import draft_id
    from db.unit_of_work import open_work

    actor = require_right(ctx, Right.EDIT_RECORDS)
    text = json.dumps(payload, ensure_ascii=False)
    if len(text) > LARGEST_DRAFT:
        raise UserError("草稿太大，存不下。行数这么多请用导入。", "draft_too_large")
    with open_work(ctx.store, actor=actor, action="save_draft", clock=ctx.clock) as work:
        known = draft_id(work.session, actor.account_id, screen, key)
        if known is None:
            work.session.add(
                Draft(
                    account_id=actor.account_id,
                    screen=screen,
                    record_key=key,
                    title=title,
                    payload_json=text,
                    saved_at=work.now,
                )
            )
        else:
            record = work.load(Draft, known)
            record.title, record.payload_json, record.saved_at = title, text, work.now
        work.commit()
        return work.now


def offered_drafts(ctx: Context, screen: str) -> list[SavedDraft]:
    """The unfinished forms of the account in charge, the newest first."""
    from db.queries.entry import drafts_of

    if ctx.actor is None:
        return []
    with ctx.store.open_view() as view:
        rows = drafts_of(view, ctx.actor.account_id, screen)
    return [
        SavedDraft(row.screen, row.record_key, row.title, row.saved_at, json.loads(row.payload_json)) for row in rows
    ]


def drop_draft(ctx: Context, screen: str, key: str) -> None:
    """Throw a draft away (放弃); nothing happens when there is none."""
    from db.unit_of_work import open_work

    actor = require_right(ctx, Right.EDIT_RECORDS)
    with open_work(ctx.store, actor=actor, action="drop_draft", clock=ctx.clock) as work:
        if remove_draft(work, actor.account_id, screen, key):
            work.commit()


def remove_draft(work: Work, account_id: int, screen: str, key: str) -> bool:
    """Take the draft out in the same transaction that hands the form in; False when there is none."""
    from db.models.entry import Draft
    from db.queries.entry import draft_id

    known = draft_id(work.session, account_id, screen, key)
    if known is None:
        return False
    work.session.delete(work.load(Draft, known))
    return True
