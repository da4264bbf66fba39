"""Affiliates (A21): applicants that may be one 单户 are proposed with reasons, decided once, and counted as one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from typing import Any

from cbec_desktop.awards.engine import assess_all
from cbec_desktop.awards.measures.catalogue import MEASURES
from cbec_desktop.awards.parameters import build_set
from cbec_desktop.awards.run import name_key
from cbec_desktop.domain.affiliates import affiliate_groups
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.ledger_records import AffiliateProposal, AffiliationEffect, EffectCase, Member
from cbec_desktop.domain.masking import mask_account, mask_phone
from cbec_desktop.domain.money import fen_from_yuan
from cbec_desktop.domain.rights import Right
from cbec_desktop.jobs import JobContext
from cbec_desktop.services.accounts import require_right
from cbec_desktop.services.assessment_run import context_of, read_sets
from cbec_desktop.services.context import Context

CONFIRMED, REJECTED = "confirmed", "rejected"
MOST_SHARING = 20
"""A mark that more applicants share (an incubator's address) says nothing about two of them."""


def propose_affiliates(
    applicants: Iterable[dict[str, Any]], decided: Iterable[dict[str, Any]]
) -> list[AffiliateProposal]:
    """Pairs of applicants that share a person, telephone, address or account, and pairs decided before.

    Pairs that confirmed pairs join already are not proposed again.
    """
    rows = {row["id"]: row for row in applicants}
    marks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rows.values():
        for kind, value, _shown in _marks(row):
            marks[kind, value].append(row["id"])
    shared: dict[tuple[int, int], list[str]] = defaultdict(list)
    for (kind, value), ids in marks.items():
        if 1 < len(ids) <= MOST_SHARING:
            for first, second in combinations(sorted(ids), 2):
                shown = next(words for known, same, words in _marks(rows[first]) if (known, same) == (kind, value))
                shared[first, second].append(f"{kind}相同（{shown}）")
    known = {(row["first_id"], row["second_id"]): row for row in decided}
    joined = affiliate_groups(
        (rows[first]["credit_code"], rows[second]["credit_code"])
        for (first, second), row in known.items()
        if row["decision"] == CONFIRMED and first in rows and second in rows
    )
    found = []
    for first, second in sorted({*shared, *known}):
        if first not in rows or second not in rows:
            continue
        record = known.get((first, second))
        leaders = [joined.get(rows[each]["credit_code"], rows[each]["credit_code"]) for each in (first, second)]
        if record is None and leaders[0] == leaders[1]:
            continue
        found.append(_proposal(rows[first], rows[second], tuple(shared.get((first, second), ())), record))
    return found


def decide_affiliation(ctx: Context, first_id: int, second_id: int, decision: str, reason: str) -> None:
    """Confirm or reject that two enterprises are one 单户, once, with the reason; UserError when decided before."""
    from db.models.enterprise import Affiliation
    from db.queries import ledgers
    from db.unit_of_work import open_work

    actor = require_right(ctx, Right.EDIT_RECORDS)
    if decision not in (CONFIRMED, REJECTED):
        raise UserError("请选择“认定为同一单户”或“不是关联”。", "bad_decision")
    if not reason.strip():
        raise UserError("请写明认定的依据，例如股权关系、实际控制人或企业说明。", "no_reason")
    if first_id == second_id:
        raise UserError("要选两家不同的企业。", "same_enterprise")
    first, second = sorted((first_id, second_id))
    with open_work(ctx.store, actor=actor, action="decide_affiliation", reason=reason.strip(), clock=ctx.clock) as work:
        if ledgers.affiliation_of(work.session, first, second) is not None:
            raise UserError("这两家企业已经认定过，如情况有变请先终止原认定。", "decided_before")
        firms = ledgers.enterprises_of(work.session, [first, second])
        if len(firms) != 2:
            raise UserError("名录里没有这家企业，请刷新后再认定。", "unknown_enterprise")
        pairs = propose_affiliates(ledgers.applicants_with_marks(work.session), ())
        shared = next(
            (pair.marks for pair in pairs if (pair.first.enterprise_id, pair.second.enterprise_id) == (first, second)),
            (),
        )
        work.session.add(
            Affiliation(
                first_id=first,
                second_id=second,
                decision=decision,
                marks="、".join(mark.split("（")[0] for mark in shared),
                reason=reason.strip(),
                decided_on=work.now[:10],
                decided_by=work.actor,
                ended_on=None,
                end_reason=None,
            )
        )
        work.commit()


def end_affiliation(ctx: Context, affiliation_id: int, row_version: int, reason: str) -> None:
    """A decision that no longer holds ends today, with the reason; the pair may be proposed and decided anew."""
    from db.models.enterprise import Affiliation
    from db.unit_of_work import open_work

    actor = require_right(ctx, Right.EDIT_RECORDS)
    if not reason.strip():
        raise UserError("请写明为什么终止这条认定。", "no_reason")
    with open_work(ctx.store, actor=actor, action="end_affiliation", reason=reason.strip(), clock=ctx.clock) as work:
        record = work.load(Affiliation, affiliation_id, row_version)
        record.ended_on, record.end_reason = work.now[:10], reason.strip()
        work.commit()


def affiliation_effect(ctx: Context, first_id: int, second_id: int, job: JobContext) -> AffiliationEffect:
    """What counting two enterprises (with their groups) as one 单户 would do to the cases now; stores nothing."""
    from db.queries import ledgers
    from db.queries.facts import load_facts

    with ctx.store.open_view() as view:
        facts = load_facts(view)
        records = read_sets(view, None, None)
        codes = [firm.credit_code for firm in ledgers.enterprises_of(view, sorted((first_id, second_id)))]
    if len(codes) != 2:
        raise UserError("名录里没有这家企业，请刷新后再看。", "unknown_enterprise")
    cases = [case for case in facts.cases if case.award_year in records]
    sets = {year: build_set(records[year]) for year in {case.award_year for case in cases}}
    context = context_of(facts)
    present = dict(context.affiliates)
    joined = affiliate_groups([*present.items(), (codes[0], codes[1])])
    before = assess_all(cases, context, sets, watch=lambda done, total: job.step(done, 2 * total, "按现状核算"))
    after = assess_all(
        cases,
        _with_affiliates(context, joined),
        sets,
        watch=lambda done, total: job.step(total + done, 2 * total, "合并后核算"),
    )
    decided = {case.application_id: case.decided_amount for case in cases if case.decided_amount is not None}
    changed = tuple(
        EffectCase(old.case_no, old.measure_id, fen_from_yuan(old.award_amount), fen_from_yuan(new.award_amount))
        for old, new in zip(before, after, strict=True)
        if old.award_amount != new.award_amount and old.application_id not in decided
    )
    leader = joined[codes[0]]
    members = {code for code, group in joined.items() if group == leader}
    grants: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for case in cases:
        if case.application_id in decided and case.enterprise.credit_code in members:
            group = present.get(case.enterprise.credit_code, case.enterprise.credit_code)
            grants[case.measure_id][group] += fen_from_yuan(decided[case.application_id])
    newest = sets[max(sets)] if sets else None
    return AffiliationEffect(
        firms=len(members),
        grants=tuple(
            (measure.id, newest.fen(measure.cap), tuple(grants[measure.id].values()))
            for measure in MEASURES
            if newest is not None and measure.cap is not None and measure.cap_scope is not None and measure.id in grants
        ),
        cases=changed,
    )


def _with_affiliates(context: Any, affiliates: dict[str, str]) -> Any:
    from dataclasses import replace

    return replace(context, affiliates=affiliates)


def _marks(row: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(kind, folded value, how it is shown): telephone and account numbers are masked."""
    found = []
    for kind, value in (("法定代表人", row["legal_representative"]), ("注册地址", row["registered_address"])):
        if value:
            found.append((kind, name_key(value), value))
    for kind, values, mask in (("联系手机", row["mobiles"], mask_phone), ("收款账号", row["accounts"], mask_account)):
        found += [(kind, value, mask(value) or "") for value in dict.fromkeys((values or "").split("\n")) if value]
    return found


def _proposal(
    first: dict[str, Any], second: dict[str, Any], marks: tuple[str, ...], record: dict[str, Any] | None
) -> AffiliateProposal:
    pair = AffiliateProposal(_member(first), _member(second), marks)
    if record is None:
        return pair
    return AffiliateProposal(
        pair.first,
        pair.second,
        marks or tuple(filter(None, record["marks"].split("、"))),
        decision=record["decision"],
        reason=record["reason"],
        decided_on=record["decided_on"],
        decided_by=record["decided_by"],
        affiliation_id=record["id"],
        row_version=record["row_version"],
    )


def _member(row: dict[str, Any]) -> Member:
    return Member(row["id"], row["credit_code"], row["name"])
