"""The program as a clerk meets it: on an X display, from the login to the login, by keys and a few clicks."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from cbec_desktop.domain.statuses import Role
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import accounts, assessments
from cbec_desktop.services.applications import get_case
from cbec_desktop.services.context import Context
from tests.conftest import PASSWORD, SAMPLES, open_test_context
from tests.ui.day.script import MENDED_ACCOUNT

ROOT = Path(__file__).parents[3]
NAME = "wangxm"
WORKBOOKS = ("W1-211302.xlsx", "W2-211302.xlsx", "W3-2026-01.xlsx", "W3-2026-02.xlsx")
MOST_KEYS = {"登录": 30, "导入": 20, "改一行再导入": 15, "第4条申报": 800, "第5条申报": 770, "看计算、存审批表": 15}
"""Keys (a key with Ctrl is two) without the names of files; a piece of work that takes more has got worse."""
PATIENCE_S = 300


@pytest.fixture
def display() -> Iterator[str]:
    """An X display of its own, the size of the clerks' screens, without a window manager."""
    if shutil.which("Xvfb") is None:
        pytest.skip("no Xvfb here: the day in a real window needs an X server")
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(10)


@pytest.fixture
def desk(ready_store: Path, tmp_path: Path) -> Path:
    """The folder of a new clerk: data with her account and nothing else, a county's workbooks beside it."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copyfile(ready_store, data / "store.db")
    ctx = open_test_context(data)
    admin = ctx.acting(accounts.authenticate(ctx, "测试", PASSWORD))
    accounts.add_account(admin, NAME, [Role.CITY_HANDLER.value], PASSWORD, "王晓敏")
    ctx.store.close()
    for name in WORKBOOKS:
        shutil.copyfile(SAMPLES / name, tmp_path / name)
    return tmp_path


def work_a_day(desk: Path, display: str) -> dict[str, Any]:
    """Let the robot work; its report, or the test ends with what it could not do."""
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": "1"}
    environment.pop("WAYLAND_DISPLAY", None)
    command = [sys.executable, "-m", "tests.ui.day", str(desk), NAME, PASSWORD]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    report: dict[str, Any] = {}
    if (desk / "day.json").is_file():
        report = json.loads((desk / "day.json").read_text("utf-8"))
    assert (done.returncode, report.get("fault"), done.stderr) == (0, "", "")
    return report


def test_a_new_clerks_day(desk: Path, display: str) -> None:
    report = work_a_day(desk, display)
    counts, seen = report["counts"], report["seen"]
    assert seen["refused"] == "4"
    assert seen["second reading"] == "{'new': 1, 'unchanged': 16}"
    assert (desk / "problems.xlsx").stat().st_size > 0
    ctx = open_test_context(desk / "data")
    try:
        check_store(ctx.acting(accounts.authenticate(ctx, "测试", PASSWORD)), seen, desk / "sheet.pdf")
    finally:
        ctx.store.close()
    assert {title: count for title, (count, _) in counts.items() if count > MOST_KEYS.get(title, 5)} == {}
    assert {title: clicks for title, (_, clicks) in counts.items() if clicks} == {
        "登录": 1,
        "导入": 1,
        "改一行再导入": 1,
        "退出登录": 1,
    }


def check_store(ctx: Context, seen: dict[str, str], sheet: Path) -> None:
    """What the day left: the mended account, both applications whole, the sheet with the award of the store."""
    with closing(sqlite3.connect(ctx.paths.store)) as store:
        kept = [number for (number,) in store.execute("SELECT account_no FROM payee_account")]
    assert MENDED_ACCOUNT in kept
    rent, agency = get_case(ctx, seen["rent"]), get_case(ctx, seen["agency"])
    assert [len(lease.invoices) for lease in rent.facts.leases] == [5, 5]
    assert len(agency.facts.customs_declarations) == 10
    result = assessments.assess_year(ctx, 2026, seen["agency"], None, JobContext())[0]
    assert result.award_amount == Decimal(4500)
    document = pypdfium2.PdfDocument(sheet)
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert seen["agency"] in text
    assert "4,500.00" in text
