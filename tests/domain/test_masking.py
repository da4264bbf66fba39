"""Personal data as lists show it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_desktop.domain.masking import is_masked, mask_account, mask_email, mask_phone


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13842105678", "138****5678"),
        ("0421-2812345", "0421-***2345"),
        ("2812345", "****345"),
        ("12", "*2"),
        ("", ""),
        (None, None),
    ],
)
def test_phones(number: str | None, shown: str | None) -> None:
    assert mask_phone(number) == shown


def test_accounts_show_their_last_four() -> None:
    assert mask_account("6222020715001234567") == "***************4567"
    assert mask_account("1234") == "**34"


def test_mail_addresses_keep_the_domain() -> None:
    assert mask_email("zhangsan@example.cn") == "z***@example.cn"
    assert mask_email("no-address") == "******ress"


@given(st.text(alphabet="0123456789-", min_size=1, max_size=30))
def test_no_number_is_shown_whole(number: str) -> None:
    for shown in (mask_phone(number), mask_account(number)):
        assert shown != number
        assert is_masked(shown)
