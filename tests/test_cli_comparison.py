"""What `compare` prints for people: each sum of differences is called 相差."""

from __future__ import annotations

import pytest

from cbec_desktop import cli
from cbec_desktop.services import parameters
from cbec_desktop.services.context import Context
from tests.conftest import PASSWORD


def test_differences_by_measure_and_county_are_named(
    assessed_ctx: Context, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CBEC_PASSWORD", PASSWORD)
    parameters.copy_set(assessed_ctx, "2026-试1")
    parameters.edit_set(assessed_ctx, "2026-试2", {"m4.unit_cap.period": "month", "m3.rate": "20%"})
    sets = ("--left", "2026-试1", "--right", "2026-试2", "--year", "2026")
    assert cli.main(["compare", *sets, "--data", str(assessed_ctx.paths.folder), "--user", "测试"]) == 0
    lines = capsys.readouterr().out.splitlines()
    (by_measure,) = [line for line in lines if line.startswith("按措施相差（元）：")]
    (by_county,) = [line for line in lines if line.startswith("按县区相差（元）：")]
    assert " -" in by_measure  # measure 3 at 20 % pays less
    assert "双塔区 " in by_county
    assert "，相差 " in lines[-1]
