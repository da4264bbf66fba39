"""Good workbooks with bytes bent, values swapped and tags broken: each is read or refused by a sentence, in time."""

from __future__ import annotations

import random
import re
import time
import zipfile
from pathlib import Path

import pytest

from cbec_desktop.domain.errors import UserError
from cbec_desktop.exchange.pipeline import read_workbook
from cbec_desktop.jobs import JobContext
from cbec_desktop.paths import resources_folder

SAMPLES = resources_folder() / "samples" / "2026"
SOURCES = ("W1-211302.xlsx", "W1-211303.xlsx", "W1-211322.xls", "W1-211324.ods", "W3-2026-02.xlsx")
NASTY = (
    b"", b"0", b"-1", b"1e309", b"NaN", b"99999999999999999999", b"A0", b"XFD1048576", b"A1:XFD1048576", b"true",
    b"e", b"str", b"2026-13-45", b"2958466", b"0.1E-400", "\u202e五".encode(), b"&#9;=1", b"_x0000_", b"x" * 40_000,
    b"../../x", b"rId99",
)  # fmt: skip
TOKENS = (b"<", b">", b'"', b"&", b"</row>", b'r="A1"', b't="e"', b"\0", b"\xff", b"<!DOCTYPE x>", b"<f>1</f>")
ROUNDS = 12


def bend(content: bytes, chance: random.Random) -> bytes:
    """A few bytes flipped, cut out, put in or doubled."""
    bent = bytearray(content)
    for _ in range(chance.choice((1, 2, 8))):
        place = chance.randrange(len(bent))
        kind = chance.random()
        if kind < 0.4:
            bent[place] ^= 1 << chance.randrange(8)
        elif kind < 0.7:
            del bent[place : place + chance.randint(1, 40)]
        else:
            bent[place:place] = chance.choice(TOKENS)
    return bytes(bent)


def swap_values(content: bytes, chance: random.Random) -> bytes:
    """Attribute values and texts replaced by nasty ones; the XML stays well-formed."""
    spots = [match.span(1) for match in re.finditer(rb'="([^"]*)"|>([^<>]+)<', content) if match[1] is not None]
    for start, end in sorted(chance.sample(spots, min(len(spots), chance.choice((1, 2, 5)))), reverse=True):
        content = content[:start] + chance.choice(NASTY) + content[end:]
    return content


def mutant(source: Path, target: Path, chance: random.Random) -> None:
    """One mutant: of the container's bytes, or of one XML part zipped again."""
    if source.suffix == ".xls" or chance.random() < 0.2:
        target.write_bytes(bend(source.read_bytes(), chance))
        return
    change = swap_values if chance.random() < 0.6 else bend
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        names = [name for name in old.namelist() if name.endswith((".xml", ".rels"))]
        hit = chance.choice(names)
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data, chance) if name == hit and data else data)


@pytest.mark.parametrize("source", SOURCES)
def test_a_mutant_is_read_or_refused_by_a_sentence(source: str, tmp_path: Path) -> None:
    for seed in range(ROUNDS):
        target = tmp_path / f"m{seed}{Path(source).suffix}"
        mutant(SAMPLES / source, target, random.Random(f"{source}/{seed}"))
        started = time.monotonic()
        try:
            parsed = read_workbook(target, "W1" if source.startswith("W1") else "W3", JobContext())
        except UserError as refusal:
            message = refusal.message
        else:
            message = "。".join(problem.message for problem in parsed.problems) or "。"
        assert "。" in message, (source, seed)
        assert time.monotonic() - started < 20, (source, seed)
