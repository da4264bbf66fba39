"""The commands on the rules, through the program's own entry: JSON keys, sentences, exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cbec_desktop import cli
from cbec_desktop.services.context import Context
from tests.conftest import PASSWORD
from tests.services.example_workbook import batch_9610, write_examples

Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def run(assessed_ctx: Context, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command with --json; returns (exit code, document, standard error)."""
    monkeypatch.setenv("CBEC_PASSWORD", PASSWORD)
    folder = str(assessed_ctx.paths.folder)

    def do(*arguments: str) -> tuple[int, Any, str]:
        code = cli.main([*arguments, "--data", folder, "--user", "测试", "--json"])
        said = capsys.readouterr()
        return code, json.loads(said.out), said.err

    return do


def test_a_set_is_copied_edited_and_confirmed(run: Run) -> None:
    code, document, _ = run("parameters", "copy", "2026-试1")
    assert (code, document["set"]["name"], document["set"]["status"]) == (0, "2026-试2", "trial")
    code, document, _ = run("parameters", "edit", "2026-试2", "m4.rate=45%", "m4.pooling=pooled")
    changed = {line["id"]: (line["before"], line["value"]) for line in document["parameters"] if line["before"]}
    assert changed == {"m4.rate": ("0.5", "0.45"), "m4.pooling": ("lease", "pooled")}
    code, document, _ = run(
        "parameters", "confirm", "2026-试2", "--document", "朝商字〔2026〕52号", "--date", "2025-12-30"
    )
    assert (code, document["set"]["status"], document["set"]["effective_from"]) == (0, "confirmed", "2026-01-01")
    code, document, _ = run("parameters", "show", "2026-试2")
    assert document["set"]["in_force"]
    line = next(line for line in document["parameters"] if line["id"] == "m4.unit_cap.period")
    assert (line["code"], line["kind"], line["readings"][1]["letter"]) == ("A1", "reckons", "b")
    assert "每平方米上限" in line["clause_text"]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "error"),
    [
        (("edit", "2026-试1", "m4.rate=55%"), 1, "bad_parameters"),
        (("edit", "2026-试1", "m4.rate"), 2, "usage"),
        (("confirm", "2026-试1"), 1, "no_document"),
        (("confirm", "2026-试1", "--document", "号", "--date", "昨天"), 2, "usage"),
        (("confirm", "2026-试1", "--document", "号", "--date", "2025-12-30", "--from", "2026-02-01"), 1, "set_dates"),
        (("show", "2026-试9"), 1, "unknown_parameter_set"),
    ],
)
def test_what_is_refused_says_why(run: Run, arguments: tuple[str, ...], exit_code: int, error: str) -> None:
    code, document, said = run("parameters", *arguments)
    assert (code, document["error"]["code"]) == (exit_code, error)
    assert document["error"]["message"] in said


def test_readings_come_with_what_another_one_pays(run: Run) -> None:
    code, document, _ = run("readings", "2026-试1", "--effects")
    assert code == 0
    assert {line["code"] for line in document["readings"]} == {f"A{number}" for number in range(1, 33)}
    period = next(line for line in document["readings"] if line["id"] == "m4.unit_cap.period")
    assert [effect["value"] for effect in period["effects"]] == ["month", "policy_period"]
    compared = float(period["effects"][0]["total"]) - float(document["total"])
    assert round(compared, 2) == float(period["effects"][0]["difference"])


def test_examples_are_imported_and_run(run: Run, assessed_ctx: Context, tmp_path: Path) -> None:
    code, document, _ = run("examples", "blank", "--out", str(tmp_path / "E1.xlsx"))
    assert (code, document["template"], (tmp_path / "E1.xlsx").is_file()) == (0, "E1", True)
    write_examples(assessed_ctx, tmp_path / "ours.xlsx", batch_9610())
    code, document, _ = run("examples", "import", str(tmp_path / "ours.xlsx"))
    assert (code, document["committed"], document["counts"]["new"]) == (0, True, 1)
    code, document, _ = run("examples", "run", "2026-试1")
    failing = [line for line in document["examples"] if not line["passed"]]
    assert (code, [line["id"] for line in failing]) == (1, ["局M5"])
    assert {cause["id"] for cause in document["causes"]["局M5"]} == {"m5.unit_9610"}
