"""Tests of the window draw into memory: no screen is needed, and none is used unless a platform is named."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cbec_desktop.jobs import JobContext
from cbec_desktop.paths import resources_folder
from cbec_desktop.services import accounts, assessments, imports
from cbec_desktop.services.context import Context
from tests.conftest import PASSWORD, open_test_context
from tests.ui.recording_host import RecordingHost

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SAMPLES = resources_folder() / "samples" / "2026"


@pytest.fixture(scope="session")
def assessed_store(ready_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the workbooks of 双塔区 and the customs figures imported and assessed; made once, only copied."""
    folder = tmp_path_factory.mktemp("assessed") / "data"
    folder.mkdir()
    shutil.copyfile(ready_store, folder / "store.db")
    ctx = open_test_context(folder)
    ctx = ctx.acting(accounts.authenticate(ctx, "测试", PASSWORD))
    names = ("W1-211302.xlsx", "W3-2026-01.xlsx", "W3-2026-02.xlsx", "W3-2026-03.xlsx", "W2-211302.xlsx")
    plan = imports.plan_import(ctx, [SAMPLES / name for name in names], None, JobContext())
    imports.commit_import(ctx, plan, True, JobContext())
    assessments.assess_year(ctx, year=2026, case_no=None, parameter_set=None, job=JobContext())
    ctx.store.close()
    return folder / "store.db"


@pytest.fixture
def assessed_ctx(assessed_store: Path, tmp_path: Path) -> Iterator[Context]:
    """A context of its own on the assessed cases, logged in with an account that has every role."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copyfile(assessed_store, folder / "store.db")
    context = open_test_context(folder)
    yield context.acting(accounts.authenticate(context, "测试", PASSWORD))
    context.store.close()


@pytest.fixture
def case_host(assessed_ctx: Context) -> RecordingHost:
    """A host over the assessed cases that does everything at once."""
    return RecordingHost(assessed_ctx)
