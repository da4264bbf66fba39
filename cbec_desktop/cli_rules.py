"""Commands on the rules: parameter sets, the register of readings, worked examples; their options and output."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cbec_desktop.domain.dates import NotADateError, parse_date
from cbec_desktop.domain.errors import RowProblem, UsageError
from cbec_desktop.domain.money import format_yuan, plain_yuan
from cbec_desktop.jobs import JobContext

if TYPE_CHECKING:
    from cbec_desktop.services.context import Context
    from cbec_desktop.services.parameter_views import Decision, ParameterLine, SetView
    from cbec_desktop.services.reading_effects import Effect
    from cbec_desktop.services.worked_examples import ExampleImport, ExampleResult

Options = argparse.Namespace
AddParser = Callable[[str, str], argparse.ArgumentParser]
GlobalOptions = Callable[[argparse.ArgumentParser], None]
NOT_PASSED = 1


@dataclass(frozen=True, slots=True)
class Printed:
    """What a command says: the JSON document, the same as lines, and the exit code."""

    document: Any
    lines: tuple[str, ...]
    code: int = 0


def add_parsers(add: AddParser, add_global: GlobalOptions) -> None:
    """The options of `parameters`, `readings` and `examples`."""

    def action(actions: Any, name: str, words: str) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = actions.add_parser(name, help=words, description=words)
        add_global(sub)
        return sub

    actions = add("parameters", "年度参数：查看、修改、确认、复制").add_subparsers(
        dest="rules_action", required=True, metavar="动作"
    )
    sub = action(actions, "show", "列出一套参数的全部值")
    sub.add_argument("name", metavar="参数集")
    sub = action(actions, "edit", "修改试行参数集的值")
    sub.add_argument("name", metavar="参数集")
    sub.add_argument("changes", nargs="+", metavar="参数=值", help="如 m4.rate=45%%")
    sub = action(actions, "confirm", "确认参数集，此后不能再改")
    sub.add_argument("name", metavar="参数集")
    sub.add_argument("--document", default="", metavar="文号")
    sub.add_argument("--date", default="", metavar="日期")
    sub.add_argument(
        "--from", dest="effective_from", metavar="日期", help="生效日期；不写时首版从年初起，以后从确认日起"
    )
    sub = action(actions, "copy", "复制为新的试行参数集")
    sub.add_argument("name", metavar="参数集")
    sub = add("readings", "口径台账：每个口径的取法、决定和影响金额")
    sub.add_argument("name", metavar="参数集")
    sub.add_argument("--effects", action="store_true", help="逐个换读法测算全年金额")
    actions = add("examples", "算例：下载空表、导入、核算").add_subparsers(
        dest="rules_action", required=True, metavar="动作"
    )
    sub = action(actions, "run", "用一套参数核算全部算例；有不通过的，退出码 1")
    sub.add_argument("name", metavar="参数集")
    sub = action(actions, "import", "导入算例表")
    sub.add_argument("file", metavar="文件")
    sub = action(actions, "blank", "写出空白算例表")
    sub.add_argument("--out", required=True, metavar="文件")
    sub.add_argument("--year", type=int, default=2026, metavar="年度")


def run(ctx: Context, options: Options) -> Printed:
    """Do one of these commands; raises UserError as the services do."""
    if options.command == "readings":
        return _readings(ctx, options)
    return _ACTIONS[options.command, options.rules_action](ctx, options)


def _show(ctx: Context, options: Options) -> Printed:
    from cbec_desktop.services import parameters

    return _printed_set(parameters.show_set(ctx, options.name))


def _edit(ctx: Context, options: Options) -> Printed:
    from cbec_desktop.services import parameters

    changes = {}
    for text in options.changes:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise UsageError(f"“{text}”写法不对，请写成 参数=值，例如 m4.rate=45%。", "usage")
        changes[name.strip()] = value
    return _printed_set(parameters.edit_set(ctx, options.name, changes))


def _confirm(ctx: Context, options: Options) -> Printed:
    from cbec_desktop.services import parameters

    found = parameters.confirm_set(
        ctx,
        options.name,
        document_no=options.document,
        confirmed_on=_day(options.date),
        effective_from=_day(options.effective_from),
    )
    return _printed_set(found)


def _copy(ctx: Context, options: Options) -> Printed:
    from cbec_desktop.services import parameters

    return _printed_set(parameters.copy_set(ctx, options.name))


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return parse_date(text)
    except NotADateError as error:
        raise UsageError(str(error), "usage") from None


def _printed_set(found: SetView) -> Printed:
    summary = found.summary
    state = "试行" if summary.is_trial else f"已确认（{summary.document_no}，{summary.confirmed_on}）"
    counts = f"{len(found.lines)} 项，待局里定 {len(found.open_questions)} 项"
    lines = [f"{summary.name}　{summary.award_year} 年度　{state}　{counts}"]
    for line in found.lines:
        extra = f"（上限 {line.limit_words}）" if line.limit_words else ""
        before = "" if line.before is None else f"　原为 {line.parameter.words_of(line.before)}"
        code = f"{line.parameter.code} " if line.parameter.code else ""
        lines.append(f"  {line.parameter.id}　{code}{line.parameter.phrase}：{line.words}{extra}{before}")
    return Printed({"set": _set_head(found), "parameters": [_parameter(line) for line in found.lines]}, tuple(lines))


def _set_head(found: SetView) -> dict[str, Any]:
    summary = found.summary
    return {
        "name": summary.name,
        "year": summary.award_year,
        "version": summary.version,
        "status": "trial" if summary.is_trial else "confirmed",
        "document_no": summary.document_no,
        "confirmed_on": _iso(summary.confirmed_on),
        "effective_from": _iso(summary.effective_from),
        "effective_to": _iso(summary.effective_to),
        "in_force": summary.is_in_force,
        "before": found.before,
        "hash": found.content_hash,
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _parameter(line: ParameterLine) -> dict[str, Any]:
    parameter = line.parameter
    return {
        "id": parameter.id,
        "code": parameter.code,
        "phrase": parameter.phrase,
        "kind": parameter.kind,
        "clause": parameter.clause,
        "clause_text": line.clause_text,
        "value": line.value,
        "words": line.words,
        "limit": parameter.limit,
        "default": parameter.default,
        "is_default": line.is_default,
        "before": line.before,
        "reason": parameter.reason,
        "readings": [{"value": r.value, "words": r.words, "letter": r.letter} for r in parameter.readings],
        "decision": None if line.decision is None else _decision(line.decision),
    }


def _decision(found: Decision) -> dict[str, Any]:
    return {
        "value": found.value,
        "basis": found.basis,
        "document_no": found.document_no,
        "decided_on": found.decided_on.isoformat(),
        "decided_by": found.decided_by,
        "set": found.set_name,
    }


def _readings(ctx: Context, options: Options) -> Printed:
    from cbec_desktop.services import reading_effects, readings

    found, rows = readings.list_readings(ctx, options.name)
    effects = reading_effects.reading_effects(ctx, options.name, JobContext()) if options.effects else None
    documents, lines = [], []
    for row in rows:
        line = row.line
        others = effects.by_parameter.get(line.parameter.id, ()) if effects else ()
        documents.append({**_parameter(line), "effects": [_effect(item) for item in others]})
        state = f"已定 {line.decision.document_no}" if line.decision else "待局里定"
        lines.append(f"{line.parameter.code} {line.parameter.phrase}：{line.words}　{state}")
        lines += [f"    改 {item.words}：{_signed(item)} 元" for item in others]
    document = {"set": _set_head(found), "readings": documents}
    if effects is not None:
        document["total"] = plain_yuan(effects.total)
        lines.append(f"{effects.cases} 件，按本参数集合计 {format_yuan(effects.total)} 元。")
    return Printed(document, tuple(lines))


def _effect(item: Effect) -> dict[str, str]:
    return {
        "value": item.value,
        "words": item.words,
        "total": plain_yuan(item.total),
        "difference": ("-" if item.difference < 0 else "") + plain_yuan(abs(item.difference)),
    }


def _signed(item: Effect) -> str:
    sign = "+" if item.difference > 0 else "−" if item.difference < 0 else ""
    return sign + format_yuan(abs(item.difference))


def _run_examples(ctx: Context, options: Options) -> Printed:
    from cbec_desktop.services import worked_examples

    results = worked_examples.run_examples(ctx, options.name)
    failing = [result for result in results if not result.is_passed]
    causes = {
        result.case.example_no: worked_examples.find_causes(ctx, options.name, result.case.example_no)
        for result in failing
    }
    lines = []
    for result in failing:
        lines.append(f"{result.case.example_no} {result.case.title}：{result.sentence}")
        for cause in causes[result.case.example_no]:
            code = cause.parameter.code
            lines.append(f"    {code} {cause.parameter.phrase}改为“{cause.value_words}”即与预期相同。")
    lines.append(f"共 {len(results)} 例，通过 {len(results) - len(failing)}，不通过 {len(failing)}。")
    document = {
        "set": options.name,
        "examples": [_example(result) for result in results],
        "causes": {
            number: [{"id": item.parameter.id, "value": item.value, "words": item.value_words} for item in found]
            for number, found in causes.items()
        },
    }
    return Printed(document, tuple(lines), NOT_PASSED if failing else 0)


def _example(result: ExampleResult) -> dict[str, Any]:
    return {
        "id": result.case.example_no,
        "title": result.case.title,
        "measure": result.case.measure_id,
        "author": result.case.author,
        "expected": plain_yuan(result.case.expected.award),
        "award": plain_yuan(result.assessment.award_amount),
        "passed": result.is_passed,
        "message": result.sentence,
    }


def _import_examples(ctx: Context, options: Options) -> Printed:
    from cbec_desktop.services import worked_examples

    found = worked_examples.import_examples(ctx, Path(options.file), JobContext())
    lines = [problem_sentence(problem) for problem in found.problems if problem.level == "error"]
    if found.is_saved:
        lines.append(f"{found.file}：新增 {found.new} 例，改动 {found.changed} 例，未变 {found.unchanged} 例。")
    else:
        lines.append(f"{found.file}：有错，没有保存任何算例；请改好后重新导入。")
    return Printed(_import_document(found), tuple(lines), 0 if found.is_saved else NOT_PASSED)


def _import_document(found: ExampleImport) -> dict[str, Any]:
    return {
        "file": found.file,
        "counts": {"new": found.new, "changed": found.changed, "unchanged": found.unchanged},
        "committed": found.is_saved,
        "problems": [
            {"sheet": p.sheet, "row": p.row, "column": p.column, "code": p.code, "level": p.level, "message": p.message}
            for p in found.problems
        ],
    }


def problem_sentence(problem: RowProblem) -> str:
    """Where and what, in one line."""
    place = f"{problem.sheet} 第 {problem.row} 行" if problem.row else problem.sheet
    return f"{place}{f' {problem.column}' if problem.column else ''}：{problem.message}"


def _blank(ctx: Context, options: Options) -> Printed:
    from cbec_desktop.services import worked_examples

    out = Path(options.out)
    worked_examples.write_example_template(ctx, out, options.year, JobContext())
    return Printed({"file": str(out), "template": "E1"}, (f"已写出空白算例表：{out}",))


_ACTIONS: dict[tuple[str, str], Callable[[Context, Options], Printed]] = {
    ("parameters", "show"): _show,
    ("parameters", "edit"): _edit,
    ("parameters", "confirm"): _confirm,
    ("parameters", "copy"): _copy,
    ("examples", "run"): _run_examples,
    ("examples", "import"): _import_examples,
    ("examples", "blank"): _blank,
}
