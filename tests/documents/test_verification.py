"""Verification codes: bound to what was printed, and proof against a wrong character."""

import pytest

from cbec_desktop.documents.verification import ALPHABET, is_well_formed, verification_code

FACTS = {"form": "F16", "version": "2026.1", "data_hash": "ab12", "copy": "正本", "prefix": "M4F16"}


def code(**changes: str) -> str:
    return verification_code(b"key of a store", **{**FACTS, **changes})


def test_shape_and_stability() -> None:
    first = code()
    assert first == code()
    assert first.startswith("M4F16-")
    assert [len(part) for part in first.split("-")] == [5, 4, 4, 1]
    assert is_well_formed(first)


@pytest.mark.parametrize("name", ["form", "version", "data_hash", "copy"])
def test_whatever_changes_gives_another_code(name: str) -> None:
    assert code(**{name: "other"}) != code()


def test_another_store_gives_another_code() -> None:
    assert verification_code(b"another key", **FACTS) != code()


def test_a_wrong_character_or_two_changed_over_is_seen() -> None:
    good = code()
    for place in range(6, len(good)):
        if good[place] == "-":
            continue
        for other in ALPHABET:
            if other != good[place]:
                assert not is_well_formed(good[:place] + other + good[place + 1 :])
    swapped = [good[:p] + good[p + 1] + good[p] + good[p + 2 :] for p in range(6, 9) if good[p] != good[p + 1]]
    assert not any(map(is_well_formed, swapped))


def test_what_people_mistype_is_forgiven() -> None:
    typed = code().lower()
    assert is_well_formed(typed.replace("0", "o").replace("1", "l"))
    assert not is_well_formed("M4F16")
    assert not is_well_formed("")
