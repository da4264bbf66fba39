"""Words of the command line: options and help in Chinese; global options may stand before or after the command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from cbec_desktop import cli_rules
from cbec_desktop.domain.errors import UsageError
from cbec_desktop.domain.measures import MEASURE_IDS, NUMBERS_WORDS

LISTS = ("measures", "forms", "templates", "screens", "parameters", "events", "roles", "checks")

# argparse takes its own words through this hook
_WORDS = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "show this help message and exit": "显示本说明",
    "the following arguments are required: %s": "缺少参数：%s",
    "unrecognized arguments: %s": "不认识的参数：%s",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r 不在可选范围：%(choices)s",
    "expected one argument": "后面要有一个值",
    "expected at least one argument": "后面至少要有一个值",
    "argument %(argument_name)s: %(message)s": "参数 %(argument_name)s：%(message)s",
    "%(prog)s: error: %(message)s\n": "%(prog)s：用法有误：%(message)s\n",
    "invalid %(type)s value: %(value)r": "%(value)r 不是有效的数字",
    "ambiguous option: %(option)s could match %(matches)s": "选项 %(option)s 不明确，可能是 %(matches)s",
    "ignored explicit argument %r": "不接受值 %r",
}
argparse._ = lambda text: _WORDS.get(text, text)  # type: ignore[attr-defined]


class _Parser(argparse.ArgumentParser):
    """Says how the line was used wrongly and lets the caller end, so that --json gets its document too."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        raise UsageError(f"{self.prog}：用法有误：{message}", "usage")


def yuan(text: str) -> Decimal:
    """A sum in yuan from the command line; UsageError when it is none."""
    try:
        amount = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise UsageError(f"金额“{text}”不是数字，请按元填写，例如 1000000。", "usage") from None
    if not amount.is_finite() or amount < 0 or amount != amount.quantize(Decimal("0.01")):
        raise UsageError(f"金额“{text}”应为不小于 0、最多两位小数的元。", "usage")
    return amount


def _global_options(parser: argparse.ArgumentParser, *, is_top: bool) -> None:
    none = None if is_top else argparse.SUPPRESS
    parser.add_argument("--data", metavar="文件夹", default=none, help="数据文件夹（也可用环境变量 CBEC_DATA）")
    parser.add_argument(
        "--user", metavar="用户名", default=none, help="以谁的身份办理；口令取自 CBEC_PASSWORD 或终端输入"
    )
    parser.add_argument(
        "--json", action="store_true", default=False if is_top else argparse.SUPPRESS, help="只输出一个 JSON 文档"
    )


def build_parser() -> argparse.ArgumentParser:
    """The parser of every command."""
    parser = _Parser(prog="cbec", description="朝阳市跨境电商扶持资金管理。不带命令时打开窗口。")
    _global_options(parser, is_top=True)
    parser.add_argument("--selftest", action="store_true", help="自检：建临时库、导入一份样例、生成一份 PDF")
    parser.add_argument("--selftest-window", action="store_true", help="自检：显示首个窗口后退出")
    commands = parser.add_subparsers(dest="command", metavar="命令")

    def add(name: str, words: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=words, description=words)
        _global_options(sub, is_top=False)
        return sub

    sub = add("init", "在空文件夹里建立新库和首个账户")
    sub.add_argument("--admin", required=True, metavar="用户名", help="首个账户的用户名；口令取自 CBEC_PASSWORD")
    sub = add("demo", "用随程序的样例走一遍：建库、导入、核算、打印、汇总")
    sub.add_argument("--out", metavar="文件夹", help="结果放在哪里")
    sub = add("import", "导入县区报来的表格：先出计划，再写入")
    sub.add_argument("files", nargs="+", metavar="文件")
    sub.add_argument("--template", metavar="W2", help="表格没有标识时指明模板")
    sub.add_argument("--dry-run", action="store_true", help="只看计划，不写入")
    sub.add_argument("--good-rows", action="store_true", help="有拒绝的行时，只写入无误的行")
    sub.add_argument("--problems", metavar="文件.xlsx", help="把问题写成问题簿")
    sub = add("export", "导出模板表格")
    sub.add_argument("template", metavar="模板")
    sub.add_argument("--out", required=True, metavar="文件")
    sub.add_argument("--county", metavar="区划代码")
    sub.add_argument("--year", type=int, metavar="年度")
    sub.add_argument("--blank", action="store_true", help="导出空白模板")
    sub = add("assess", "核算：按年度参数计算各申报的补助")
    sub.add_argument("--year", type=int, metavar="年度")
    sub.add_argument("--case", metavar="案号")
    sub.add_argument("--parameters", metavar="参数集", help="用指名的参数集试算，不保存")
    sub = add("compare", "对比测算：同一批申报用两套参数计算")
    sub.add_argument("--year", type=int, required=True, metavar="年度")
    sub.add_argument("--left", required=True, metavar="参数集")
    sub.add_argument("--right", required=True, metavar="参数集")
    sub = add("allocate", "资金池分配")
    sub.add_argument("--year", type=int, required=True, metavar="年度")
    sub.add_argument("--budget", metavar="元", help="不给时用登记的资金池")
    sub.add_argument("--rule", choices=("pro_rata", "first_come"), default="pro_rata")
    sub.add_argument(
        "--measure",
        type=int,
        choices=range(1, len(MEASURE_IDS) + 1),
        metavar="措施",
        help=f"只分一项措施的，{NUMBERS_WORDS}",
    )
    sub = add("form", "生成可打印的表单（PDF）")
    sub.add_argument("form_id", metavar="表单", help="编号或代号，如 F16")
    sub.add_argument("--case", action="append", metavar="案号")
    sub.add_argument("--year", type=int, metavar="年度")
    sub.add_argument("--out", required=True, metavar="文件或文件夹")
    add("verify", "核验：重算每笔结果，检查操作记录、库和已打印表单")
    sub = add("backup", "备份")
    sub.add_argument("--out", metavar="文件")
    sub = add("restore", "从备份恢复，保留现有的库")
    sub.add_argument("file", metavar="文件")
    sub.add_argument("--second", metavar="用户名", help="第二人；口令取自 CBEC_PASSWORD_2")
    sub = add("list", "列出目录")
    sub.add_argument("what", choices=LISTS, metavar="|".join(LISTS))
    cli_rules.add_parsers(add, lambda sub: _global_options(sub, is_top=False))
    sub = add("user", "账户")
    actions = sub.add_subparsers(dest="user_action", required=True, metavar="动作")
    sub = actions.add_parser("add", help="新增账户", description="新增账户")
    _global_options(sub, is_top=False)
    sub.add_argument("name", metavar="用户名")
    sub.add_argument("--role", action="append", required=True, metavar="角色", help="可写多次")
    sub.add_argument("--full-name", metavar="姓名")
    return parser


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse; UsageError when the line is wrong (its usage has then been written to standard error)."""
    return build_parser().parse_args(arguments)
