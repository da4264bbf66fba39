"""What every test may use: a ready empty store, copied in a moment, and a context logged in with all roles."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from cbec_desktop.bootstrap import open_context
from cbec_desktop.domain.clock import CHINA_TIME
from cbec_desktop.domain.statuses import Role
from cbec_desktop.jobs import JobContext
from cbec_desktop.paths import resources_folder
from cbec_desktop.services import accounts, assessments, imports, stores
from cbec_desktop.services.context import Context, PasswordCost

settings.register_profile(
    "suite",
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)
settings.load_profile("suite")

CHEAP = PasswordCost(rounds=1, memory_kib=8, lanes=1)
"""argon2id at its least: the tests log in often and prove nothing by waiting."""
SAMPLES = resources_folder() / "samples" / "2026"
ADMIN, PASSWORD = "张三", "correct-horse"
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=CHINA_TIME)


def fixed_clock() -> datetime:
    """The moment at which every test happens."""
    return NOW


def open_test_context(folder: Path, *, create: bool = False) -> Context:
    """A context on `folder` with cheap passwords and a clock that stands still."""
    return open_context(folder, clock=fixed_clock, create=create, busy_timeout_s=10, password_cost=CHEAP)


@pytest.fixture(scope="session")
def ready_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store as `init` makes it, made once; never opened by a test itself, only copied."""
    return make_ready_store(tmp_path_factory.mktemp("ready") / "data")


def make_ready_store(folder: Path) -> Path:
    """A new store in `folder` with the accounts 张三 and 测试 (all roles)."""
    ctx = open_test_context(folder, create=True)
    stores.init_store(ctx, ADMIN, PASSWORD)
    admin = ctx.acting(accounts.authenticate(ctx, ADMIN, PASSWORD))
    accounts.add_account(admin, "测试", [role.value for role in Role], PASSWORD, "测试员")
    ctx.store.close()
    return folder / "store.db"


@pytest.fixture
def data_folder(ready_store: Path, tmp_path: Path) -> Path:
    """A data folder of its own with an empty store: account 张三 as `init` makes it, account 测试 with all roles."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copyfile(ready_store, folder / "store.db")
    return folder


@pytest.fixture
def empty_store_path(data_folder: Path) -> Path:
    """The file of the empty store."""
    return data_folder / "store.db"


@pytest.fixture
def ctx(data_folder: Path) -> Iterator[Context]:
    """A context on the empty store, logged in with an account that has every role."""
    context = open_test_context(data_folder)
    yield context.acting(accounts.authenticate(context, "测试", PASSWORD))
    context.store.close()


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
