"""Identifiers as clerks type them: the vectors of the domain paper, and what the sentences must say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn.uscc import calc_check_digit

from cbec_desktop.domain.identifiers import (
    CREDIT_CODE_ALPHABET,
    EntityKind,
    check_account_no,
    check_bank_code,
    check_credit_code,
    check_customs_code,
    check_declaration_no,
    check_identifier,
    check_invoice_code,
    check_invoice_no,
    check_phone,
    entity_kind,
    is_credit_code,
    parse_declaration_no,
    suggest_credit_code,
)

VALID_CODES = (
    "91211302MA0TEPT10B", "91211303MA0TEPT10R", "91211321MA0TEPT10U", "91211322MA0TEPT10A", "91211324MA0TEPT107",
    "91211381MA0TEPT10Q", "91211382MA0TEPT107", "92211302MA0TEPT108", "93211382MA0TEPT101",
)  # fmt: skip


@pytest.mark.parametrize("code", VALID_CODES)
def test_valid_credit_codes_pass_and_another_last_character_does_not(code: str) -> None:
    assert check_credit_code(code) == (code, None, None)
    for last in CREDIT_CODE_ALPHABET.replace(code[-1], ""):
        assert check_credit_code(code[:-1] + last).error


def test_full_width_and_lower_case_are_folded() -> None:
    assert check_credit_code("９１２１１３０２ma0tept10b") == ("91211302MA0TEPT10B", None, None)
    assert check_credit_code(" 91211302 MA0TEPT10\u200bB\u00a0").error is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("91211302MA0TEPT10C", ["校验位不对", "营业执照"]),
        ("91211302MA0TEPT1OB", ["不允许的字符 O", "疑为 91211302MA0TEPT10B"]),
        ("210122199001011234", ["疑似身份证号"]),
        ("211300000012345", ["15 位注册号"]),
        ("91211302MA0TEPT10", ["现有 17 位"]),
        ("91211302********0B", ["星号遮盖"]),
        ("9121130２MA0TEPTＶ0B", ["不允许的字符 V"]),
        ("", ["现有 0 位"]),
    ],
)
def test_a_wrong_credit_code_is_told_why(text: str, words: list[str]) -> None:
    error = check_credit_code(text).error
    assert error is not None
    assert all(word in error for word in words), error


def test_a_hint_is_given_only_when_one_repair_passes() -> None:
    assert suggest_credit_code("91211302MA0TEPT1OB") == "91211302MA0TEPT10B"
    assert suggest_credit_code("91211302MA0TEP1T0B") == "91211302MA0TEPT10B"  # two neighbours swapped
    assert suggest_credit_code("ZZZZZZZZZZZZZZZZZZ") is None


@given(st.text(alphabet=CREDIT_CODE_ALPHABET, min_size=17, max_size=17))
def test_the_quick_check_agrees_with_stdnum(body: str) -> None:
    right = calc_check_digit(body)
    assert [last for last in CREDIT_CODE_ALPHABET if is_credit_code(body + last)] == [right]


@given(st.text(max_size=24))
def test_no_text_breaks_a_check(text: str) -> None:
    for kind in ("credit_code", "customs_code", "declaration_no", "invoice_no", "invoice_code", "account_no"):
        checked = check_identifier(kind, text)
        assert checked.error is None or checked.error.endswith("。")


def test_who_a_code_belongs_to() -> None:
    kinds = [entity_kind(code) for code in (VALID_CODES[0], VALID_CODES[7], VALID_CODES[8], "12211300MB0A0A0A0X")]
    assert kinds == [EntityKind.ENTERPRISE, EntityKind.SOLE_TRADER, EntityKind.COOPERATIVE, EntityKind.OTHER]


def test_declaration_numbers_are_taken_apart() -> None:
    plain = parse_declaration_no("080020260123456789")
    assert plain is not None
    assert (plain.number, plain.item_no, plain.year, plain.direction, plain.is_manifest) == (
        "080020260123456789", None, 2026, "出口", False,
    )  # fmt: skip
    imported = parse_declaration_no("080020261123456789")
    assert imported is not None
    assert imported.direction == "进口"
    manifest = parse_declaration_no("08002026E123456789")
    assert manifest is not None
    assert (manifest.is_manifest, manifest.direction) == (True, "出口")
    long = parse_declaration_no("080020260123456789001")
    assert long is not None
    assert (long.number, long.item_no) == ("080020260123456789", "001")
    old = parse_declaration_no("080020190123456789")
    assert old is not None
    assert (old.year, old.is_in_policy_period) == (2019, False)
    assert plain.is_in_policy_period


@pytest.mark.parametrize("number", ["29242020I439440284", "02132018I651591534"])
def test_real_shaped_manifests_pass(number: str) -> None:
    assert check_declaration_no(number).error is None


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("123456789", "9 位旧编号"),
        ("80020260123456789", "丢了开头的 0"),
        ("080020262123456789", "第 9 位"),
        ("08002026012345678912", "现有 20 位"),
        ("0800****0123456789", "星号"),
    ],
)
def test_wrong_declaration_numbers_are_told_why(number: str, words: str) -> None:
    assert words in (check_declaration_no(number).error or "")


def test_customs_codes() -> None:
    assert check_customs_code("2113960037") == ("2113960037", None, None)
    letters = check_customs_code("2113960a1b")
    assert (letters.value, letters.error) == ("2113960A1B", None)
    assert "字母" in (letters.note or "")
    assert "现有 9 位" in (check_customs_code("211396012").error or "")


def test_invoices_accounts_and_bank_codes() -> None:
    assert check_invoice_no("26215605208800000242").error is None
    assert check_invoice_no("00012345").error is None
    assert "现有 19 位" in (check_invoice_no("2621560520880000024").error or "")
    assert "一个号码" in (check_invoice_no("00012345、00012346").error or "")
    assert check_invoice_code("2100191130").error is None
    assert check_invoice_code("021001911304").error is None
    assert "留空" in (check_invoice_code("21001911304").error or "")
    assert check_account_no("6222 0200 0000 0000 003").value == "6222020000000000003"
    assert "只能是数字" in (check_account_no("6222A20000000000003").error or "")
    assert check_bank_code("102234000012").error is None
    assert "12 位" in (check_bank_code("10223400001").error or "")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("0421-2812345", "0421-2812345"),
        ("（0421）2812345", "0421-2812345"),
        ("04212812345", "0421-2812345"),
        ("13842100000", "13842100000"),
        ("+86 138-4210-0000", "13842100000"),
        ("4001234567", "4001234567"),
    ],
)
def test_phones_that_pass(text: str, kept: str) -> None:
    assert check_phone(text) == (kept, None, None)


@pytest.mark.parametrize("text", ["1284210000", "4212812345", "138****0000", "13842100000/13842100001"])
def test_phones_that_do_not(text: str) -> None:
    assert check_phone(text).error
