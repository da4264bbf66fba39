"""What the automatic checks found: grouped over a year, with the reasons written for them and the checks on trial.

An error is never explained away; a warning needs a reason; what a rule has dropped or cut, and a note, is dealt with.
A check whose data are lacking is 未检查 and never counted as passed (Appendix C, rulings 24 and 33).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from cbec_desktop.awards.checks import ASSESSMENT, CHECK_BY_CODE, CHECKS
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.finding_records import (
    CheckTrialState,
    FindingGroup,
    FindingsOfYear,
    FindingState,
    Hit,
    Reason,
    UncheckedCheck,
)
from cbec_desktop.domain.measures import MEASURE_BY_NUMBER, MEASURE_IDS
from cbec_desktop.domain.money import yuan_from_fen
from cbec_desktop.domain.rights import Right
from cbec_desktop.domain.statuses import FindingLevel
from cbec_desktop.services.accounts import require_right
from cbec_desktop.services.context import Context

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Row = dict[str, Any]
MOST_REASON = 500
_CLAUSE = re.compile(r"附件3第([0-9、至]+)条")


def findings_of_year(ctx: Context, year: int) -> FindingsOfYear:
    """Findings of the current results of `year`, grouped by check and level: errors, warnings, notes, then trials."""
    from db.queries import review

    with ctx.store.open_view() as view:
        hits = _hits(
            review.findings_of_year(view, year),
            review.reasons_of_year(view, year),
            review.dropped_lines(view, award_year=year),
            _trial_codes(view),
        )
        cases = review.assessed_cases(view, year)
    by_group: dict[tuple[bool, FindingLevel, str], list[Hit]] = {}
    for hit in hits:
        by_group.setdefault((hit.is_trial, hit.level, hit.code), []).append(hit)
    order = (FindingLevel.ERROR, FindingLevel.WARNING, FindingLevel.NOTE, FindingLevel.NOT_CHECKED)
    unchecked, groups = [], []
    for (is_trial, level, code), found in sorted(
        by_group.items(), key=lambda item: (item[0][0], order.index(item[0][1]), item[0][2])
    ):
        check = CHECK_BY_CODE[code]
        if level is FindingLevel.NOT_CHECKED:
            count = len({hit.application_id for hit in found})
            unchecked.append(UncheckedCheck(code, check.title, found[0].message, count))
        else:
            groups.append(FindingGroup(code, check.title, level, is_trial, found[0].clause, tuple(found)))
    assessed = {row["measure_id"]: row["assessed"] for row in cases if row["assessed"]}
    touched = {hit.code for hit in hits}
    passed = []
    for check in CHECKS:
        if check.stage == ASSESSMENT and check.code not in touched:
            if assessed.keys() & measures_of_clause(check.clause):
                passed.append(check.code)
            else:
                unchecked.append(UncheckedCheck(check.code, check.title, "没有这类申报的核算结果", 0))
    return FindingsOfYear(
        year=year,
        case_count=sum(row["cases"] for row in cases),
        assessed_count=sum(assessed.values()),
        assessed_at=max((row["last_at"] for row in cases if row["last_at"]), default=None),
        groups=tuple(groups),
        unchecked=tuple(unchecked),
        passed=tuple(passed),
        later=tuple(check.code for check in CHECKS if check.stage != ASSESSMENT),
    )


def findings_of_case(ctx: Context, case_no: str) -> tuple[Hit, ...]:
    """Findings of the current result of one case with their reasons, in the order of the result."""
    with ctx.store.open_view() as view:
        return tuple(_case_hits(view, case_no, _trial_codes(view)))


def explain(ctx: Context, keys: Sequence[tuple[str, str, str, str]], reason: str) -> int:
    """Store one written reason for the findings with these keys (see `Hit.key`); returns how many now carry it.

    All or none. Raises UserError no_findings, empty_reason, reason_too_long, not_explainable (an error, a note, a
    check on trial), stale_finding (the value changed meanwhile), no_right.
    """
    from db.models.review import FindingReason
    from db.unit_of_work import open_work

    actor = require_right(ctx, Right.ASSESS)
    text = reason.strip()
    if not keys:
        raise UserError("没有选中要说明的检查结果，请先勾选。", "no_findings")
    if not text:
        raise UserError("说明不能为空，请写明核过什么、为什么可以保留。", "empty_reason")
    if len(text) > MOST_REASON:
        raise UserError(f"说明最多 {MOST_REASON} 字，现在 {len(text)} 字，请缩短。", "reason_too_long")
    wanted = list(dict.fromkeys(keys))
    with open_work(ctx.store, actor=actor, action="explain_finding", reason=text, clock=ctx.clock) as work:
        view, rows = work.session, []
        trials, known = _trial_codes(view), {}
        for case_no in dict.fromkeys(key[0] for key in wanted):
            known.update({hit.key: hit for hit in _case_hits(view, case_no, trials)})
        for key in wanted:
            hit = _explainable(known.get(key), key)
            rows.append(
                FindingReason(
                    application_id=hit.application_id, code=hit.code, record_key=hit.record_key, value=hit.value,
                    reason=text, recorded_at=work.now, recorded_by=work.actor,
                )
            )  # fmt: skip
        view.add_all(rows)
        work.commit()
    return len(rows)


def _explainable(hit: Hit | None, key: tuple[str, str, str, str]) -> Hit:
    if hit is None:
        raise UserError(
            f"{key[0]} 的 {key[1]} 已经不是刚才看到的样子（资料改过或重新核算过），请刷新后再说明。", "stale_finding"
        )
    if hit.level is FindingLevel.ERROR:
        raise UserError(f"{key[0]} 的 {key[1]} 是“必须改”，不能用说明代替，请改正资料后重新核算。", "not_explainable")
    if hit.level is not FindingLevel.WARNING or hit.state is FindingState.AUTOMATIC:
        raise UserError(f"{key[0]} 的 {key[1]} 不需要说明。", "not_explainable")
    return hit


def set_trial(ctx: Context, code: str, *, is_trial: bool, reason: str) -> None:
    """Put a check on trial, or make it count again; raises UserError unknown_check, not_trialable,
    empty_reason, no_right.

    A check that refuses money or blocks approval cannot be put on trial: that would explain an error away.
    """
    from db.models.review import CheckTrial
    from db.queries import review
    from db.unit_of_work import open_work

    actor = require_right(ctx, Right.EDIT_PARAMETERS)
    if code not in CHECK_BY_CODE:
        raise UserError(f"没有代码为“{code}”的检查，可用代码见 cbec list checks。", "unknown_check")
    if is_trial and not can_be_on_trial(code):
        raise UserError(f"{code} 是“必须改”的检查，不能转为试运行；试运行只用于需说明的检查。", "not_trialable")
    if not reason.strip():
        raise UserError("请写明为什么改这项检查的试运行状态。", "empty_reason")
    with open_work(ctx.store, actor=actor, action="set_check_trial", reason=reason.strip(), clock=ctx.clock) as work:
        before = review.check_trials(work.session).get(code)
        values = {"is_trial": int(is_trial), "reason": reason.strip(), "changed_at": work.now, "changed_by": work.actor}
        if before is None:
            work.session.add(CheckTrial(code=code, **values))
        else:
            record = work.load(CheckTrial, before["id"])
            for name, value in values.items():
                setattr(record, name, value)
        work.commit()


def can_be_on_trial(code: str) -> bool:
    """Whether a check only asks for a reason or notes something, so that it may run on trial."""
    return CHECK_BY_CODE[code].level is not FindingLevel.ERROR


def checks_on_trial(ctx: Context) -> tuple[CheckTrialState, ...]:
    """The checks that run on trial now."""
    from db.queries import review

    with ctx.store.open_view() as view:
        rows = review.check_trials(view).values()
    return tuple(
        CheckTrialState(row["code"], row["reason"], row["changed_at"], row["changed_by"])
        for row in rows
        if row["is_trial"]
    )


def measures_of_clause(clause: str) -> frozenset[str]:
    """Measures that a check of this clause looks at; all of them where the clause names none."""
    found = _CLAUSE.search(clause)
    if found is None:
        return frozenset(MEASURE_IDS)
    first, span, last = found[1].partition("至")
    numbers = range(int(first), int(last) + 1) if span else [int(number) for number in first.split("、")]
    return frozenset(MEASURE_BY_NUMBER[number] for number in numbers if number in MEASURE_BY_NUMBER)


def _trial_codes(view: Session) -> frozenset[str]:
    from db.queries import review

    return frozenset(code for code, row in review.check_trials(view).items() if row["is_trial"])


def _case_hits(view: Session, case_no: str, trials: frozenset[str]) -> list[Hit]:
    from db.queries import review

    rows, reasons = review.findings_of_case(view, case_no), review.reasons_of_case(view, case_no)
    return _hits(rows, reasons, review.dropped_lines(view, case_no=case_no), trials)


def _hits(
    rows: Sequence[Row], reasons: Iterable[Row], dropped: set[tuple[int, str]], trials: frozenset[str]
) -> list[Hit]:
    """Findings as rows with what was written for them; the last reason of a key and value holds."""
    written: dict[tuple[int, str, str], dict[str, Reason]] = {}
    for row in reasons:
        place = written.setdefault((row["application_id"], row["code"], row["record_key"]), {})
        place.pop(row["value"], None)
        place[row["value"]] = Reason(row["reason"], row["value"], row["recorded_by"], row["recorded_at"])
    dropped = {
        (row["application_id"], row["record_key"]) for row in rows if row["amount_out_fen"] and row["record_key"]
    }
    current: dict[tuple[int, str, str], set[str]] = {}
    for row in rows:
        current.setdefault((row["application_id"], row["code"], _record(row)), set()).add(_value(row))
    return [_hit(row, written, dropped, current, is_trial=row["code"] in trials) for row in rows]


def _hit(
    row: Row,
    written: dict[tuple[int, str, str], dict[str, Reason]],
    dropped: set[tuple[int, str]],
    current: dict[tuple[int, str, str], set[str]],
    *,
    is_trial: bool,
) -> Hit:
    level, value = FindingLevel(row["level"]), _value(row)
    place = (row["application_id"], row["code"], _record(row))
    reasons = written.get(place, {})
    state, reason, lapsed = FindingState.OPEN, None, None
    if level in (FindingLevel.NOTE, FindingLevel.NOT_CHECKED) or _is_dealt_with(row, level, dropped):
        state = FindingState.AUTOMATIC
    elif level is FindingLevel.WARNING and value in reasons:
        state, reason = FindingState.EXPLAINED, reasons[value]
    elif level is FindingLevel.WARNING:
        gone = [item for known, item in reasons.items() if known not in current[place]]
        lapsed = gone[-1] if gone else None
    return Hit(
        case_no=row["case_no"],
        application_id=row["application_id"],
        enterprise=row["enterprise"],
        measure_id=row["measure_id"],
        code=row["code"],
        level=FindingLevel.NOTE if is_trial and level is not FindingLevel.NOT_CHECKED else level,
        message=row["message"],
        clause=row["clause"],
        place=row["place"],
        record_key=place[2],
        value=value,
        amount_out=None if row["amount_out_fen"] is None else yuan_from_fen(row["amount_out_fen"]),
        state=state,
        is_trial=is_trial,
        reason=reason,
        lapsed=lapsed,
    )


def _is_dealt_with(row: Row, level: FindingLevel, dropped: set[tuple[int, str]]) -> bool:
    """A line that a rule dropped or cut stands as a warning and needs no reason, nor its second error (ruling 24)."""
    if level is not FindingLevel.WARNING:
        return False
    if row["amount_out_fen"]:
        return True
    is_line_error = CHECK_BY_CODE[row["code"]].level is FindingLevel.ERROR
    return is_line_error and (row["application_id"], row["record_key"]) in dropped


def _record(row: Row) -> str:
    return str(row["record_key"] or f"application:{row['application_id']}")


def _value(row: Row) -> str:
    return str(row["value"] if row["value"] is not None else row["message"])
