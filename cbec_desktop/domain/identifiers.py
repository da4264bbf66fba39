"""Identifiers of firms, customs, invoices and banks: folded, checked, and refused with a sentence that helps.

Every `check_…` returns `Checked`: the folded value, the Chinese sentence that refuses it (None when it is good)
and a note (None mostly). Identifiers are text throughout; a number is never one (ruling 9).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from operator import mul
from typing import NamedTuple

from cbec_desktop.domain.texts import without_blanks

CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I O S V Z
FIRST_POLICY_YEAR = 2026
LAST_POLICY_YEAR = 2028

_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1)
_VALUES = bytes(max(CREDIT_CODE_ALPHABET.find(chr(code)), 0) for code in range(256))
_CREDIT_CODE = re.compile(f"[{CREDIT_CODE_ALPHABET}]{{18}}")
_LOOKALIKES = {
    "O": "0DQ", "I": "1L", "S": "58", "V": "UY", "Z": "27", "0": "DQ", "D": "0", "Q": "0", "1": "L7", "L": "1",
    "7": "1", "8": "B", "B": "8", "5": "6", "6": "5G", "G": "6", "U": "Y", "Y": "U", "M": "N", "N": "M",
}  # fmt: skip
_IDENTITY_NUMBER = re.compile(r"[1-8][0-9]{5}([0-9]{4})([0-9]{2})([0-9]{2})[0-9]{3}[0-9X]")
_DECLARATION = re.compile(r"([0-9]{4})([0-9]{4})([01IE])([0-9]{9})([0-9]{3})?")
_MASK = re.compile(r"[*＊]|[xX]{3,}")


class Checked(NamedTuple):
    """A folded identifier, why it is refused, what is worth noting."""

    value: str
    error: str | None = None
    note: str | None = None


class EntityKind(StrEnum):
    """Who a credit code belongs to, by its first two characters (rule A21)."""

    ENTERPRISE = "enterprise"
    SOLE_TRADER = "sole_trader"
    COOPERATIVE = "cooperative"
    OTHER = "other"


ENTITY_KIND_WORDS = {
    EntityKind.ENTERPRISE: "企业",
    EntityKind.SOLE_TRADER: "个体工商户",
    EntityKind.COOPERATIVE: "农民专业合作社",
    EntityKind.OTHER: "其他组织",
}
_KIND_BY_PREFIX = {"91": EntityKind.ENTERPRISE, "92": EntityKind.SOLE_TRADER, "93": EntityKind.COOPERATIVE}


def entity_kind(credit_code: str) -> EntityKind:
    """The kind of entity that a credit code names: 91 enterprise, 92 sole trader, 93 co-operative."""
    return _KIND_BY_PREFIX.get(credit_code[:2], EntityKind.OTHER)


def is_credit_code(code: str) -> bool:
    """Whether a folded code has 18 legal characters and the right check character.

    A multiplication table instead of python-stdnum: an import checks 100,000 of them, and this is 13 times as
    fast; stdnum also refuses codes that begin with a letter. A test holds the two equal.
    """
    if not _CREDIT_CODE.fullmatch(code):
        return False
    total: int = sum(map(mul, _WEIGHTS, code.encode("ascii").translate(_VALUES)))
    return total % 31 == 0


def check_credit_code(text: str) -> Checked:
    """统一社会信用代码: 18 characters of GB 32100-2015, with a hint when one plain slip explains it."""
    code = without_blanks(text)
    if is_credit_code(code):
        return Checked(code)
    return Checked(code, _credit_code_fault(code))


def _credit_code_fault(code: str) -> str:
    if _is_masked(code):
        return "统一社会信用代码被星号遮盖，请填写完整的 18 位代码。"
    if _looks_like_identity_number(code):
        return "疑似身份证号，不是统一社会信用代码；请按营业执照填写 18 位代码，不要填个人证件号。"
    if re.fullmatch(r"[0-9]{15}", code):
        return "这是旧的 15 位注册号，请改填营业执照上的 18 位统一社会信用代码。"
    illegal = sorted({char for char in code if char not in CREDIT_CODE_ALPHABET})
    if illegal and len(code) == 18:
        names = "、".join(illegal)
        return f"含有不允许的字符 {names}（代码里没有字母 I、O、S、V、Z）{_hint(code)}，请按营业执照核对。"
    if len(code) != 18 or illegal:
        return f"统一社会信用代码应为 18 位，现有 {len(code)} 位，请按营业执照核对。"
    return f"统一社会信用代码校验位不对{_hint(code)}，可能抄错了一位，请按营业执照核对。"


def _hint(code: str) -> str:
    repair = suggest_credit_code(code)
    return f"，疑为 {repair}" if repair else ""


def suggest_credit_code(code: str) -> str | None:
    """The one code that a look-alike character or two swapped neighbours would make right, else None."""
    passing = {candidate for candidate in _repairs(code) if is_credit_code(candidate)}
    return passing.pop() if len(passing) == 1 else None


def _repairs(code: str) -> Iterable[str]:
    illegal = [i for i, char in enumerate(code) if char not in CREDIT_CODE_ALPHABET]
    if len(illegal) > 3:
        return
    if illegal:
        candidates = [code]
        for place in illegal:
            swaps = _LOOKALIKES.get(code[place], "")
            candidates = [c[:place] + swap + c[place + 1 :] for c in candidates for swap in swaps]
        yield from candidates
        return
    for i, char in enumerate(code):
        for swap in _LOOKALIKES.get(char, ""):
            yield code[:i] + swap + code[i + 1 :]
        if i + 1 < len(code) and code[i + 1] != char:
            yield code[:i] + code[i + 1] + char + code[i + 2 :]


def _looks_like_identity_number(code: str) -> bool:
    match = _IDENTITY_NUMBER.fullmatch(code)
    if not match:
        return False
    year, month, day = (int(part) for part in match.groups())
    try:
        return 1900 <= date(year, month, day).year <= 2100
    except ValueError:
        return False


def _is_masked(code: str) -> bool:
    return bool(_MASK.search(code))


def check_customs_code(text: str) -> Checked:
    """海关备案编码: 10 characters; newer ones may hold letters (noted)."""
    code = without_blanks(text)
    if re.fullmatch(r"[0-9]{10}", code):
        return Checked(code)
    if re.fullmatch(r"[0-9A-Z]{10}", code):
        return Checked(code, note="海关备案编码里有字母，请核对。")
    if _is_masked(code):
        return Checked(code, "海关备案编码被星号遮盖，请填写完整的 10 位编码。")
    return Checked(code, f"海关备案编码应为 10 位数字或字母，现有 {len(code)} 位，请按海关备案证明核对。")


@dataclass(frozen=True, slots=True)
class DeclarationNo:
    """A customs declaration or manifest number taken apart; `number` is the 18-character key."""

    number: str
    item_no: str | None
    customs_office: str
    year: int
    direction: str
    is_manifest: bool

    @property
    def is_in_policy_period(self) -> bool:
        return FIRST_POLICY_YEAR <= self.year <= LAST_POLICY_YEAR


def parse_declaration_no(text: str) -> DeclarationNo | None:
    """18 characters, or 21 with the item of the goods; None when the form is wrong."""
    match = _DECLARATION.fullmatch(without_blanks(text))
    if not match:
        return None
    office, year, flag, serial, item = match.groups()
    return DeclarationNo(
        number=f"{office}{year}{flag}{serial}",
        item_no=item,
        customs_office=office,
        year=int(year),
        direction="进口" if flag in "1I" else "出口",
        is_manifest=flag in "IE",
    )


def check_declaration_no(text: str) -> Checked:
    """报关单号 or 清单号: 18 characters; 21 characters keep their item number at the end."""
    number = without_blanks(text)
    if _DECLARATION.fullmatch(number):
        return Checked(number)
    if _is_masked(number):
        return Checked(number, "报关单号被星号遮盖，请填写完整的 18 位编号。")
    if re.fullmatch(r"[0-9]{9}", number):
        return Checked(number, "这是 9 位旧编号，请填写 18 位报关单号（海关编号）。")
    if re.fullmatch(r"[0-9IE]{17}", number):
        return Checked(number, "报关单号应为 18 位，现有 17 位，可能丢了开头的 0；请按报关单重新填写为文本。")
    if len(number) in (18, 21):
        return Checked(number, "报关单号格式不对：第 9 位应为 0、1（清单为 E、I），其余为数字；请按报关单核对。")
    return Checked(number, f"报关单号应为 18 位（带商品项号为 21 位），现有 {len(number)} 位，请按报关单核对。")


def check_invoice_no(text: str) -> Checked:
    """发票号码: 20 digits (数电发票) or 8 digits (with a 发票代码)."""
    number = without_blanks(text)
    if re.fullmatch(r"[0-9]{20}|[0-9]{8}", number):
        return Checked(number)
    if _is_masked(number):
        return Checked(number, "发票号码被星号遮盖，请填写完整的号码。")
    if not re.fullmatch(r"[0-9]*", number):
        return Checked(number, "发票号码只能是数字：数电发票 20 位，纸质发票 8 位；一格只填一个号码。")
    return Checked(number, f"发票号码应为 20 位（数电发票）或 8 位，现有 {len(number)} 位，请按发票核对。")


def check_invoice_code(text: str) -> Checked:
    """发票代码: 10 or 12 digits; 数电发票 have none."""
    code = without_blanks(text)
    if re.fullmatch(r"[0-9]{10}|[0-9]{12}", code):
        return Checked(code)
    return Checked(code, f"发票代码应为 10 位或 12 位数字，现有 {len(code)} 位；数电发票没有发票代码，请留空。")


def check_account_no(text: str) -> Checked:
    """银行账号: digits only; blanks and hyphens between groups are taken out."""
    account = without_blanks(text).replace("-", "")
    if re.fullmatch(r"[0-9]{8,32}", account):
        return Checked(account)
    if _is_masked(account):
        return Checked(account, "银行账号被星号遮盖，请填写完整的账号。")
    if not re.fullmatch(r"[0-9]*", account):
        return Checked(account, "银行账号只能是数字，请按开户许可证或银行回单核对。")
    return Checked(account, f"银行账号应为 8 至 32 位数字，现有 {len(account)} 位，请按银行回单核对。")


def check_bank_code(text: str) -> Checked:
    """支付行号: 12 digits; its check digit is not tested (ruling 31)."""
    code = without_blanks(text)
    if re.fullmatch(r"[0-9]{12}", code):
        return Checked(code)
    return Checked(code, f"支付行号应为 12 位数字，现有 {len(code)} 位，请向开户银行核对。")


def check_phone(text: str) -> Checked:
    """A mobile number (11 digits) or a landline with its area code, kept as `0421-2812345`."""
    number = re.sub(r"^(\+|00)86-?", "", without_blanks(text).replace("(", "").replace(")", "-").replace("—", "-"))
    digits = number.replace("-", "")
    if re.fullmatch(r"1[3-9][0-9]{9}", digits):
        return Checked(digits)
    if re.fullmatch(r"0[0-9]{2,3}-[0-9]{7,8}(-[0-9]{1,6})?", number):
        return Checked(number)
    if landline := re.fullmatch(r"(01[0-9]|02[0-9]|0[3-9][0-9]{2})([0-9]{7,8})", digits):
        return Checked("-".join(landline.groups()))
    if re.fullmatch(r"[48]00[0-9]{7}", digits):
        return Checked(digits)
    if _is_masked(number):
        return Checked(number, "电话号码被星号遮盖，请填写完整的号码。")
    if re.fullmatch(r"[3-9][0-9]{9}", digits):
        return Checked(number, "电话号码可能丢了区号开头的 0，请写成 0421-2812345 的样子。")
    return Checked(number, "不是手机号（11 位，1 开头）也不是带区号的座机号（如 0421-2812345），一格只填一个号码。")


CHECKS: dict[str, Callable[[str], Checked]] = {
    "credit_code": check_credit_code,
    "customs_code": check_customs_code,
    "declaration_no": check_declaration_no,
    "invoice_no": check_invoice_no,
    "invoice_code": check_invoice_code,
    "account_no": check_account_no,
    "bank_code": check_bank_code,
}
# Ruling 9: stored as a whole number with exactly that many digits these are still read.
NUMERIC_LENGTHS = {"customs_code": (10,), "bank_code": (12,), "invoice_code": (10, 12)}


@lru_cache(maxsize=4096)
def check_identifier(kind: str, text: str) -> Checked:
    """Check `text` as the identifier called `kind` (a key of `CHECKS`); KeyError when there is none."""
    return CHECKS[kind](text)
