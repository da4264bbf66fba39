"""Reads a printed F16 as a person does, from the text of its pages alone, and reckons the award again.

Nothing of the engine or of the forms is used: only numbers and words that stand on the paper.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from fractions import Fraction

MONEY = r"[\d,]+\.\d{2,4}"
UNDETERMINED = "待定"
_VOUCHER = re.compile(rf"(?:^| )(\d+) (\d{{8,20}}) (\S+) ({MONEY}) (.+?) (\d{{4}}\.\d\d\.\d\d) ({MONEY})(?= |$)")
_DECLARATION = re.compile(
    rf"(?:^| )(\d+) (\w{{18}}) (\d{{4}})(?:×(\d+))? (\d{{4}}\.\d\d\.\d\d) ({MONEY}) (\d{{8,20}}) ({MONEY}) ({MONEY})"
)
_DETAIL = re.compile(r"序 ([\d—、]+) (.+?)(?= 序 [\d—、]+ |$)")
_FURNITURE = re.compile(
    r"(?:试 算 )?F16 计算书　版式 \S+ 校验码 |\S+（续） 案号：\S+ 金额单位：元 "
    r"|打印 \d{4}-\d\d-\d\d .*?第 \d+/\d+ 页 \S+ |经办： 复核： 年　　月　　日 "
)
"""Head, foot and signatures of a page, which stand between parts of a table that goes on."""
_STEP_END = re.compile(rf"^(.*?) ?({MONEY})…?(?: (M\d\S*|A\d+|C\d))?(?: (生效|未触及))?$")


def amount(text: str) -> Fraction:
    """`12,345.67` as exact yuan."""
    return Fraction(text.replace(",", ""))


def reckon_expression(text: str) -> Fraction:
    """The value of `min（租金 36,000.00，实付 30,000.00）× （16/31 + 4）÷ 12`: words beside numbers are ignored."""
    plain = text.replace("（", "(").replace("）", ")").replace("，", " , ").replace("−", "-")
    plain = plain.replace("×", "*").replace("÷", "/")
    plain = re.sub(r"(\d),(?=\d)", r"\1", plain)
    plain = re.sub(r"(\d+(?:\.\d+)?)%", r"(\1/100)", plain)
    plain = re.sub(r"(?!min)[^\d\s().,*/+\-min]+", "", plain)
    return _value(ast.parse(plain.strip(), mode="eval").body)


def _value(node: ast.expr) -> Fraction:
    if isinstance(node, ast.Constant):
        return Fraction(str(node.value))
    if isinstance(node, ast.BinOp):
        left, right = _value(node.left), _value(node.right)
        match node.op:
            case ast.Add():
                return left + right
            case ast.Sub():
                return left - right
            case ast.Mult():
                return left * right
            case ast.Div():
                return left / right
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "min":
        return min(_value(argument) for argument in node.args)
    raise ValueError(ast.dump(node))


@dataclass(frozen=True)
class SheetStep:
    label: str
    expression: str
    amount: Fraction
    limit: str

    @property
    def numbers(self) -> list[Fraction]:
        return [amount(found) for found in re.findall(MONEY, self.expression)]


@dataclass
class SheetVoucher:
    number: str
    amount: Fraction
    about: str
    counted: Fraction
    units: int = 1
    award: Fraction | None = None
    support: Fraction = Fraction(0)


@dataclass
class SheetText:
    """What stands on one printed F16."""

    measure: int
    granted: str
    in_words: str
    values: str
    facts: str
    steps: list[SheetStep]
    vouchers: dict[int, SheetVoucher]
    details: dict[int, str] = field(default_factory=dict)

    def step(self, label: str) -> SheetStep | None:
        return next((step for step in self.steps if step.label == label), None)

    def value(self, name: str) -> Fraction:
        """One of the year's numbers: a rate as a fraction, an amount in yuan."""
        found = re.search(rf"{name}([\d,.]+)(%|元)", self.values)
        assert found, (name, self.values)
        return amount(found[1]) / (100 if found[2] == "%" else 1)


def read_sheet(pages: list[str]) -> SheetText:
    """Parse the text of the pages of one case."""
    pages = [_FURNITURE.sub(" ", f"{page} ") for page in pages]
    first = re.sub(r" +", " ", " ".join(pages))
    evidence = _between(first, "三、输入数据与凭证", "四、计算步骤")
    steps = _steps(_between(first, "四、计算步骤 步 名称 算式 结果 依据 限额", "五、结果"))
    lists = " ".join(pages[1:])
    found = re.search(r"核定金额 (¥\S+|待定) 大写 (\S+)", first)
    measure = re.search(r"措施(\d)", first)
    values = re.search(r"本年数值 (.+?执行)", first)
    assert found, first
    assert measure, first
    assert values, first
    sheet = SheetText(
        measure=int(measure[1]),
        granted=found[1].removeprefix("¥"),
        in_words=found[2],
        values=values[1].replace(" ", ""),
        facts=evidence,
        steps=steps,
        vouchers={},
    )
    _read_vouchers(sheet, f"{evidence} {lists}")
    _read_details(sheet, evidence)
    return sheet


def _between(text: str, start: str, end: str) -> str:
    """What stands between two heads, over page breaks."""
    return text.split(start, 1)[1].split(end, 1)[0]


def _row_start(number: int) -> str:
    """A step's own number, and not one that counts something (`2 行`, `12 个月`)."""
    return rf" {number} (?=[\u4e00-\u9fff“])(?!行|张|单(?!户)|份|个月|元）)"


def _steps(text: str) -> list[SheetStep]:
    found, number, rest = [], 1, " " + text.replace("步 名称 算式 结果 依据 限额", "").strip()
    while match := re.search(_row_start(number), rest):
        body = rest[match.end() :]
        following = re.search(_row_start(number + 1), body)
        row = (body[: following.start()] if following else body).strip()
        label = re.match(r"取整（舍至 ?[\d,]+ ?元）|\S+", row)
        assert label, row
        end = _STEP_END.match(row[label.end() :].strip())
        assert end, row
        found.append(SheetStep(label[0], end[1].strip(), amount(end[2]), end[4] or ""))
        rest = body[following.start() :] if following else ""
        number += 1
    return found


def _read_vouchers(sheet: SheetText, text: str) -> None:
    if sheet.measure == 5:
        for row in _DECLARATION.findall(text):
            number, key, _mode, units, _day, fee, invoice, _rated, award = row
            sheet.vouchers[int(number)] = SheetVoucher(
                key, amount(fee), invoice, amount(fee), int(units or 1), amount(award)
            )
    elif sheet.measure != 1:
        for number, key, _kind, whole, about, _day, counted in _VOUCHER.findall(text):
            sheet.vouchers[int(number)] = SheetVoucher(key, amount(whole), about, amount(counted))


def _read_details(sheet: SheetText, evidence: str) -> None:
    """Rows below the vouchers: `序 1—3、7 …`."""
    start = re.search(r"(?:^| )序 [\d—、]+ (?=不计|\S*（|\S+ ?[\d（])", evidence)
    if start is None:
        return
    tail = re.split(
        r" (?:租赁合同|进出口实绩|凭证|报关单（清单）|报关代理费发票|评定金额) ", evidence[start.start() :]
    )[0]
    for places, text in _DETAIL.findall(tail):
        for part in places.split("、"):
            low, _, high = part.partition("—")
            for place in range(int(low), int(high or low) + 1):
                sheet.details[place] = text


def rederive(sheet: SheetText) -> Fraction:
    """The award in yuan, from vouchers, details, the year's numbers and what the sheet says was used before."""
    assert sheet.steps, "no steps"
    if sheet.granted == UNDETERMINED or sheet.steps[0].label == "资格条件":
        return Fraction(0)
    for place, voucher in sheet.vouchers.items():
        _count(sheet, place, voucher)
    cost = sum((voucher.counted for voucher in sheet.vouchers.values()), Fraction(0))
    award = MEASURES[sheet.measure](sheet, cost)
    award = _less_support(sheet, cost, award)
    award = _capped(sheet, award)
    rounding = re.fullmatch(r"取整（舍至(?: ?([\d,]+) ?)?元）", _starting(sheet, "取整").label)
    assert rounding
    unit = amount(rounding[1] or "1")
    award = award // unit * unit
    highest = sheet.step("多项只取最高")
    return award if highest is None else min(award, highest.numbers[1]) // unit * unit


def _starting(sheet: SheetText, label: str) -> SheetStep:
    return next(step for step in sheet.steps if step.label.startswith(label))


def _count(sheet: SheetText, place: int, voucher: SheetVoucher) -> None:
    """What counts of a voucher; the printed figure must be that, but for the fen that rounding moves."""
    printed, text = voucher.counted, sheet.details.get(place, "")
    exact = voucher.amount
    if text.startswith("不计"):
        exact = Fraction(0)
    elif text:
        expression, _, rest = text.partition("=")
        exact = max(reckon_expression(expression), Fraction(0))
        stated = re.match(MONEY, rest.strip())
        assert stated, text
        assert 0 <= exact - amount(stated[0]) < Fraction(1, 1000), text
        if received := re.search(rf"本行已获其他财政支持 ?({MONEY})", text):
            voucher.support = amount(received[1])
    assert abs(exact - printed) < Fraction(1, 100), (place, text, printed)
    voucher.counted = exact


def _park(sheet: SheetText, _cost: Fraction) -> Fraction:
    assessed = re.search(rf"评定金额 ({MONEY})", sheet.facts)
    cap = sheet.step("一次性最高奖励")
    assert assessed
    assert cap
    assert cap.numbers[0] == sheet.value("一次性最高奖励")
    return min(amount(assessed[1]), cap.numbers[0] - cap.numbers[1])


def _by_rate(sheet: SheetText, cost: Fraction) -> Fraction:
    rate = sheet.value("补助比例")
    by_line = sheet.step("逐笔扣其他财政支持")
    awards = []
    for voucher in sheet.vouchers.values():
        award = voucher.counted * rate
        if by_line is not None and "不足的按零" in by_line.expression:
            award = max(award - voucher.support, Fraction(0))
        elif by_line is not None:
            award = min(award, max(voucher.counted - voucher.support, Fraction(0)))
        awards.append(award)
    assert sum((voucher.counted for voucher in sheet.vouchers.values()), Fraction(0)) == cost
    return sum(awards, Fraction(0))


def _rent(sheet: SheetText, _cost: Fraction) -> Fraction:
    rate, unit = sheet.value("补助比例"), sheet.value("每平方米上限")
    labels = [step.label for step in sheet.steps]
    award = Fraction(0)
    for limit in sheet.steps:
        if not limit.label.startswith("每平方米上限"):
            continue
        contract = limit.label.partition("（")[2].removesuffix("）")
        own = [v for v in sheet.vouchers.values() if not contract or v.about.replace(" ", "") == contract]
        rent = sum((voucher.counted for voucher in own), Fraction(0))
        assert unit in limit.numbers, limit
        left = max(reckon_expression(limit.expression), Fraction(0))
        by_rate = limit.label.replace("每平方米上限", "按比例计算")
        is_on_base = labels.index(limit.label) < labels.index(by_rate)
        award += min(rent, left) * rate if is_on_base else min(rent * rate, left)
    return award


def _per_declaration(sheet: SheetText, _cost: Fraction) -> Fraction:
    rate, unit = sheet.value("补助比例"), sheet.value("每单上限")
    words = _starting(sheet, "每单上限").expression.replace(" ", "")
    by_invoice, is_on_base = "每张发票" in words, "）×" in words
    groups: dict[str, list[int]] = {}
    for place, voucher in sheet.vouchers.items():
        groups.setdefault(voucher.about if by_invoice else str(place), []).append(place)
    award = Fraction(0)
    for places in groups.values():
        own = [sheet.vouchers[place] for place in places]
        cost = sum((voucher.counted for voucher in own), Fraction(0))
        left = unit if by_invoice else unit * own[0].units
        for place in places:
            if used := re.search(rf"该发票每单上限已用 ?({MONEY})", sheet.details.get(place, "")):
                left = max(unit - amount(used[1]), Fraction(0))
        one = min(cost, left) * rate if is_on_base else min(cost * rate, left)
        printed = sum((voucher.award or Fraction(0) for voucher in own), Fraction(0))
        assert abs(one - printed) < Fraction(len(own), 100), own
        award += one
    return award


MEASURES = {1: _park, 2: _by_rate, 3: _by_rate, 4: _rent, 5: _per_declaration}


def _less_support(sheet: SheetText, cost: Fraction, award: Fraction) -> Fraction:
    """Other public support by the reading A18 or A19, as the words of its step say."""
    if top_up := sheet.step("就高补差"):
        return max(award - top_up.numbers[-1], Fraction(0))
    step = sheet.step("其他财政支持")
    if step is None:
        return award
    if "÷" in step.expression:
        whole, received = step.numbers[-1], step.numbers[-2]
        assert abs(whole - cost) < Fraction(1, 100), step
        return award * max(cost - received, Fraction(0)) / cost
    return min(award, max(cost - step.numbers[-1], Fraction(0)))


def _capped(sheet: SheetText, award: Fraction) -> Fraction:
    for step in sheet.steps:
        if re.fullmatch("(单户|平台)(年度|执行期|项目)上限", step.label):
            cap, used = step.numbers
            assert cap == sheet.value("最高补助" if sheet.measure == 2 else "单户上限")
            award = min(award, max(cap - used, Fraction(0)))
        elif step.label == "全部措施总额":
            cap, used = step.numbers
            award = min(award, max(cap - used, Fraction(0)))
    return award
