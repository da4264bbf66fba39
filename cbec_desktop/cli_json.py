"""What the commands print: JSON documents of the contract, and the same as Chinese lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from cbec_desktop.awards.measure import Assessment, Finding
from cbec_desktop.domain.errors import RowProblem
from cbec_desktop.domain.measures import MEASURE_NUMBERS
from cbec_desktop.domain.money import format_yuan, plain_yuan
from cbec_desktop.domain.statuses import ASSESSMENT_STATUS_WORDS, FindingLevel
from cbec_desktop.exchange.results import VERDICT_WORDS, FilePlan, ImportPlan, Verdict

LEVEL_WORDS = {"error": "拒绝", "warning": "注意", "note": "提示"}


def all_problems(plan: FilePlan) -> list[RowProblem]:
    """What is said of the file and of its rows, each once, in the order of sheets and rows as they were found."""
    return list(dict.fromkeys([*plan.problems, *(problem for row in plan.rows for problem in row.problems)]))


def problem_document(problem: RowProblem) -> dict[str, Any]:
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "code": problem.code,
        "level": problem.level,
        "message": problem.message,
    }


def file_document(plan: FilePlan) -> dict[str, Any]:
    document: dict[str, Any] = {
        "file": plan.path.name,
        "template": plan.template_id,
        "counts": {verdict.value: plan.counts.get(verdict.value, 0) for verdict in Verdict},
        "problems": [problem_document(problem) for problem in all_problems(plan)],
        "committed": plan.is_committed,
    }
    if plan.refusal:
        document["error"] = {"code": plan.refusal_code or "file_refused", "message": plan.refusal}
    return document


def import_document(plan: ImportPlan) -> dict[str, Any]:
    """`{"files": […], "committed": …}` of the contract; `committed` is true when every readable file was."""
    readable = [file for file in plan.files if not file.refusal]
    document: dict[str, Any] = {
        "files": [file_document(file) for file in plan.files],
        "committed": bool(readable) and all(file.is_committed for file in readable),
    }
    if not readable:
        first = plan.files[0]
        document["error"] = {"code": first.refusal_code or "file_refused", "message": first.refusal}
    return document


def import_sentences(plan: ImportPlan, *, is_dry_run: bool) -> Iterable[str]:
    for file in plan.files:
        if file.refusal:
            continue
        counts = "，".join(f"{VERDICT_WORDS[v]} {file.counts.get(v.value, 0)}" for v in Verdict)
        if file.is_committed:
            state = "已写入"
        elif is_dry_run:
            state = "只看计划，未写入"
        else:
            state = "有拒绝的行，未写入（加 --good-rows 可只写入无误的行）"
        yield f"{file.path.name}（{file.template_id}）：{counts}。{state}。"
        for problem in all_problems(file):
            place = problem.sheet + (f" 第 {problem.row} 行" if problem.row else "")
            place += f"“{problem.column}”" if problem.column else ""
            yield f"  {LEVEL_WORDS.get(problem.level, problem.level)} {place}：{problem.message}"


def finding_document(finding: Finding) -> dict[str, Any]:
    """`not_checked` is told as a note that begins with 未检查 (levels of the contract are three)."""
    is_open = finding.level is FindingLevel.NOT_CHECKED
    message = finding.message
    if is_open and not message.startswith("未检查"):
        message = f"未检查：{message}"
    return {
        "code": finding.code,
        "level": "note" if is_open else finding.level.value,
        "message": message,
        "clause": finding.clause,
        "place": finding.place,
        "checked": not is_open,
    }


def assessment_item(result: Assessment) -> dict[str, Any]:
    return {
        "case_no": result.case_no,
        "reporting_unit": result.reporting_unit,
        "reporting_no": result.reporting_no,
        "year": result.award_year,
        "measure": MEASURE_NUMBERS.get(result.measure_id, result.measure_id),
        "credit_code": result.credit_code,
        "enterprise": result.enterprise,
        "claimed_amount": plain_yuan(result.claimed_amount),
        "eligible_cost": None if result.eligible_cost is None else plain_yuan(result.eligible_cost),
        "award_amount": plain_yuan(result.award_amount),
        "status": result.status.value,
        "binding_limit": result.binding_limit,
        "findings": [finding_document(finding) for finding in result.findings],
        "steps": [
            {
                "label": step.label,
                "expression": step.expression,
                "amount": plain_yuan(step.amount),
                "clause": step.clause,
                "limit": step.limit,
            }
            for step in result.steps
        ],
        "parameter_set": result.parameter_set,
    }


def assessment_document(results: Sequence[Assessment]) -> dict[str, Any]:
    total = sum((result.award_amount for result in results), Decimal(0))
    return {
        "assessments": [assessment_item(result) for result in results],
        "totals": {"cases": len(results), "award_amount": plain_yuan(total)},
    }


def assessment_sentences(results: Sequence[Assessment]) -> Iterable[str]:
    for result in results:
        limit = f"，起作用：{result.binding_limit}" if result.binding_limit else ""
        status = ASSESSMENT_STATUS_WORDS[result.status]
        yield f"{result.case_no} {result.enterprise}：{status} {format_yuan(result.award_amount)} 元{limit}"
        for finding in result.findings:
            if finding.level in (FindingLevel.ERROR, FindingLevel.WARNING):
                yield f"    {finding.code} {finding.message}"
    counts = Counter(result.status for result in results)
    parts = "，".join(f"{ASSESSMENT_STATUS_WORDS[status]} {count} 件" for status, count in sorted(counts.items()))
    total = sum((result.award_amount for result in results), Decimal(0))
    yield f"共 {len(results)} 件（{parts or '无'}），合计 {format_yuan(total)} 元。"
