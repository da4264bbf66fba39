"""The command line: names, options, JSON keys and exit codes are a contract; one function a command."""

from __future__ import annotations

import os
import runpy
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from cbec_desktop.domain.errors import UsageError, UserError
from cbec_desktop.paths import DataPaths, default_data_folder

DONE, REFUSED, WRONG_USAGE, PARTLY = 0, 1, 2, 3

WINDOW_ONLY = {"--selftest-window"}  # such lines skip the parser: the window must come at once
Options = Any
Command = Callable[[Options], int]


def data_folder(options: Options) -> Path:
    """`--data`, else CBEC_DATA, else the platform's folder."""
    chosen = options.data or os.environ.get("CBEC_DATA")
    return Path(chosen).expanduser() if chosen else default_data_folder()


def write_json(document: Any) -> None:
    import json

    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")


def say(options: Options, text: str) -> None:
    """A line for people; silent with --json."""
    if not options.json:
        sys.stdout.write(text + "\n")


def ask_password(prompt: str, variable: str = "CBEC_PASSWORD") -> str:
    """The password from the environment, else typed at the terminal; UserError when there is neither."""
    known = os.environ.get(variable)
    if known is not None:
        return known
    if not sys.stdin.isatty():
        raise UserError(f"没有口令：请设置环境变量 {variable}，或在终端里运行后输入。", "no_password")
    import getpass

    return getpass.getpass(prompt)


def open_logged_in(options: Options) -> Any:
    """The context of the data folder with the account of --user logged in."""
    from cbec_desktop.bootstrap import open_context
    from cbec_desktop.services import accounts

    ctx = open_context(data_folder(options))
    name = options.user or os.environ.get("CBEC_USER")
    if not name:
        names = accounts.active_account_names(ctx)
        if len(names) != 1:
            raise UserError("请用 --user 指明用户名。", "no_user")
        name = names[0]
    return ctx.acting(accounts.authenticate(ctx, name, ask_password(f"{name} 的口令：")))


def open_new_context(folder: Path) -> Any:
    from cbec_desktop.bootstrap import open_context

    return open_context(folder, create=True)


def command_init(options: Options) -> int:
    from cbec_desktop.services import accounts, stores

    folder = data_folder(options)
    password = ask_password(f"为 {options.admin} 设置口令：")
    problem = accounts.password_problem(password) if options.admin.strip() else "用户名不能为空，请填好后重新运行。"
    if problem:  # before the folder is touched
        raise UserError(problem, "bad_first_account")
    ctx = open_new_context(folder)
    stores.init_store(ctx, options.admin, password)
    if options.json:
        write_json({"data": str(folder), "admin": options.admin})
    say(options, f"已在 {folder} 建立新库，首个账户为 {options.admin}（系统管理员、市局经办）。")
    return DONE


def command_demo(options: Options) -> int:
    from cbec_desktop.services import demo

    out = Path(options.out) if options.out else Path.cwd() / time.strftime("cbec-demo-%Y%m%d-%H%M%S")
    data = Path(options.data) if options.data else None
    result = demo.run_demo(out, data, os.environ.get("CBEC_PASSWORD"), open_new_context)
    if options.json:
        write_json(result.as_json())
    for line in result.sentences():
        say(options, line)
    return DONE


def command_import(options: Options) -> int:
    from cbec_desktop import cli_json
    from cbec_desktop.jobs import JobContext
    from cbec_desktop.services import imports

    ctx = open_logged_in(options)
    job = JobContext()
    plan = imports.plan_import(ctx, [Path(name) for name in options.files], options.template, job)
    stored = imports.write_problem_workbook(ctx, plan, Path(options.problems)) if options.problems else []
    if not options.dry_run:
        imports.commit_import(ctx, plan, options.good_rows, job)
    if options.json:
        write_json(cli_json.import_document(plan))
    else:
        for line in cli_json.import_sentences(plan, is_dry_run=options.dry_run):
            sys.stdout.write(line + "\n")
    for path in stored:
        say(options, f"问题簿：{path}")
    refusals = [file for file in plan.files if file.refusal]
    for file in refusals:
        sys.stderr.write(f"{file.refusal}\n")
    if len(refusals) == len(plan.files):
        return REFUSED
    return PARTLY if refusals or plan.has_refused_rows else DONE


def command_export(options: Options) -> int:
    from cbec_desktop.jobs import JobContext
    from cbec_desktop.services import exports

    ctx = open_logged_in(options)
    out = Path(options.out)
    rows = exports.export_template(
        ctx, options.template, out, county=options.county, year=options.year, is_blank=options.blank, job=JobContext()
    )
    if options.json:
        write_json({"file": str(out), "template": options.template.upper(), "rows": rows})
    say(options, f"已导出 {options.template.upper()}，{rows} 行：{out}")
    return DONE


def command_assess(options: Options) -> int:
    from cbec_desktop import cli_json
    from cbec_desktop.jobs import JobContext
    from cbec_desktop.services import assessments

    ctx = open_logged_in(options)
    results = assessments.assess_year(
        ctx, year=options.year, case_no=options.case, parameter_set=options.parameters, job=JobContext()
    )
    if options.json:
        write_json(cli_json.assessment_document(results))
    else:
        for line in cli_json.assessment_sentences(results):
            sys.stdout.write(line + "\n")
    return DONE


def command_compare(options: Options) -> int:
    from cbec_desktop import cli_comparison
    from cbec_desktop.services import assessments

    ctx = open_logged_in(options)
    comparison = assessments.compare_sets(ctx, options.year, options.left, options.right)
    if options.json:
        write_json(cli_comparison.comparison_document(comparison))
    else:
        for line in cli_comparison.comparison_sentences(comparison):
            sys.stdout.write(line + "\n")
    return DONE


def command_allocate(options: Options) -> int:
    from cbec_desktop import cli_comparison
    from cbec_desktop.domain.measures import MEASURE_BY_NUMBER
    from cbec_desktop.services import budget

    ctx = open_logged_in(options)
    from cbec_desktop import cli_parser

    amount = None if options.budget is None else cli_parser.yuan(options.budget)
    allocation = budget.allocate_pool(ctx, options.year, amount, options.rule, MEASURE_BY_NUMBER.get(options.measure))
    if options.json:
        write_json(cli_comparison.allocation_document(allocation))
    else:
        for line in cli_comparison.allocation_sentences(allocation):
            sys.stdout.write(line + "\n")
    return DONE


def command_rules(options: Options) -> int:
    """Parameter sets, readings, worked examples."""
    from cbec_desktop import cli_rules

    printed = cli_rules.run(open_logged_in(options), options)
    if options.json:
        write_json(printed.document)
    for line in printed.lines:
        say(options, line)
    return printed.code


def command_form(options: Options) -> int:
    from cbec_desktop.jobs import JobContext
    from cbec_desktop.services import forms

    ctx = open_logged_in(options)
    case_nos = options.case or forms.case_numbers(ctx, options.year)
    files = forms.print_forms(ctx, options.form_id, case_nos, Path(options.out), JobContext())
    if options.json:
        write_json({"files": [str(file) for file in files]})
    for file in files:
        say(options, f"已生成 {file}")
    return DONE


def command_verify(options: Options) -> int:
    from cbec_desktop.bootstrap import open_context
    from cbec_desktop.jobs import JobContext
    from cbec_desktop.services import stores

    ctx = open_logged_in(options) if options.user else open_context(data_folder(options))
    problems = stores.verify_store(ctx, JobContext())
    if options.json:
        shown = [{"code": p.code, "record": p.record, "message": p.message} for p in problems]
        write_json({"ok": not problems, "problems": shown})
    for problem in problems:
        say(options, f"{problem.code} {problem.record}：{problem.message}")
    say(
        options,
        "核验通过：核算结果、操作记录、库文件与已打印表单一致。" if not problems else f"发现 {len(problems)} 处问题。",
    )
    return DONE if not problems else REFUSED


def command_backup(options: Options) -> int:
    from cbec_desktop.services import stores

    ctx = open_logged_in(options)
    file = stores.backup_store(ctx, Path(options.out) if options.out else None)
    if options.json:
        write_json({"file": str(file)})
    say(options, f"已备份并核对：{file}")
    return DONE


def command_restore(options: Options) -> int:
    from cbec_desktop.services import stores

    password = ask_password(f"{options.user or '账户'} 的口令：")
    second_password = ask_password(f"{options.second} 的口令：", "CBEC_PASSWORD_2") if options.second else None
    kept = stores.restore_store(
        DataPaths(data_folder(options)),
        Path(options.file),
        name=options.user,
        password=password,
        second_name=options.second,
        second_password=second_password,
    )
    if options.json:
        write_json({"restored": options.file, "kept": str(kept) if kept else None})
    say(options, f"已恢复 {options.file}。" + (f"原库保存在 {kept}。" if kept else ""))
    return DONE


def command_list(options: Options) -> int:
    from cbec_desktop.services import catalogues

    if options.what == "screens":  # the window's catalogue is reached by name: the core never imports the window
        import importlib

        specs = importlib.import_module("ui.screens.catalogue").SCREENS
        rows = [catalogues.screen_row(spec.id, spec.title) for spec in specs]
    else:
        rows = catalogues.list_catalogue(options.what)
    if options.json:
        write_json(rows)
    for row in rows:
        say(options, f"{row['id']}\t{row['code']}\t{row['title']}\t{row['clause']}\t{row['path']}")
    return DONE


def command_user(options: Options) -> int:
    from cbec_desktop.services import accounts

    ctx = open_logged_in(options)
    password = ask_password(f"为 {options.name} 设置口令：", "CBEC_NEW_PASSWORD")
    accounts.add_account(ctx, options.name, options.role, password, options.full_name or options.name)
    if options.json:
        write_json({"name": options.name, "roles": options.role})
    say(options, f"已建立账户 {options.name}。")
    return DONE


def command_window(options: Options) -> int:
    """Start the window by name: the one named exception to "the core never imports the window"."""
    sys.argv = ["cbec", *(["--selftest-window"] if options.selftest_window else [])]
    if options.data:
        sys.argv += ["--data", options.data]
    try:
        runpy.run_module("ui", run_name="__main__", alter_sys=False)
    except ModuleNotFoundError as fault:
        if (fault.name or "").split(".")[0] not in ("PySide6", "ui", "shiboken6"):
            raise
        raise UserError("这台电脑没有安装窗口组件 PySide6，只能使用命令行；请按说明重新安装。", "no_window") from fault
    except SystemExit as end:
        return int(end.code or 0) if not isinstance(end.code, str) else REFUSED
    return DONE


def command_selftest(options: Options) -> int:
    from cbec_desktop.services import demo

    lines = list(demo.run_selftest(open_new_context))
    if options.json:
        write_json({"ok": True, "lines": lines})
    for line in lines:
        say(options, line)
    return DONE


COMMANDS: dict[str, Command] = {
    "init": command_init,
    "demo": command_demo,
    "import": command_import,
    "export": command_export,
    "assess": command_assess,
    "compare": command_compare,
    "allocate": command_allocate,
    "parameters": command_rules,
    "readings": command_rules,
    "examples": command_rules,
    "form": command_form,
    "verify": command_verify,
    "backup": command_backup,
    "restore": command_restore,
    "list": command_list,
    "user": command_user,
}


def choose(options: Options) -> Command:
    if options.selftest:
        return command_selftest
    if options.selftest_window or options.command is None:
        return command_window
    return COMMANDS[options.command]


def refuse(options: Options, error: UserError) -> int:
    """Tell the person why; the exit code says whose fault it is."""
    if options.json:
        write_json({"error": {"code": error.code, "message": error.message}})
    sys.stderr.write(error.message + "\n")
    return WRONG_USAGE if isinstance(error, UsageError) else REFUSED


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code (0 done, 1 refused, 2 wrong usage, 3 done in part)."""
    for stream in (sys.stdout, sys.stderr):  # Chinese on terminals of any code page
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    options: Options = SimpleNamespace(json="--json" in arguments, data=None)  # until the line is understood
    try:
        options = understand(arguments)
        return choose(options)(options)
    except UserError as error:
        return refuse(options, error)
    except KeyboardInterrupt:
        return refuse(options, UserError("已按要求停止，未保存未完成的内容。", "cancelled"))
    except BrokenPipeError:  # the reader of our output went away (cbec … | head)
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - else the interpreter complains at exit
        return DONE
    except Exception as fault:  # the last boundary: people see an id, never a traceback
        return report(options, fault)


def understand(arguments: Sequence[str]) -> Options:
    """The options of a line; wrong usage raises UsageError."""
    if set(arguments) <= WINDOW_ONLY:
        return SimpleNamespace(
            json=False, data=None, selftest=False, selftest_window=bool(arguments), command=None, user=None
        )
    from cbec_desktop import cli_parser

    return cli_parser.parse(arguments)


def report(options: Options, fault: Exception) -> int:
    """Log a bug under an id and tell the person the id."""
    from datetime import datetime

    from cbec_desktop.faults import record_fault

    fault_id = record_fault(DataPaths(data_folder(options)).logs, fault, datetime.now().astimezone())
    sentence = f"程序出现意外错误，编号 {fault_id}，已记入日志，数据没有改动。请把编号告诉维护人员。"
    return refuse(options, UserError(sentence, "fault"))
