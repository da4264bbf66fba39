"""Composition root: data folder, store, clock and costs → Context; tests pass overrides."""

from __future__ import annotations

from pathlib import Path

from cbec_desktop.domain.clock import Clock, office_time
from cbec_desktop.domain.errors import UserError
from cbec_desktop.paths import DataPaths
from cbec_desktop.services.context import Context, PasswordCost
from db.engine import BUSY_TIMEOUT_S, open_store
from db.mounts import MountTable, read_mounts


def open_context(
    data_folder: Path,
    *,
    clock: Clock | None = None,
    create: bool = False,
    busy_timeout_s: float = BUSY_TIMEOUT_S,
    password_cost: PasswordCost | None = None,
    mounts: MountTable = read_mounts,
) -> Context:
    """Open the store of `data_folder` (with `create`: make folder and store; `stores.init_store` fills it).

    Raises UserError when folder or store are missing, damaged, foreign, newer, on a network share or not writable.
    """
    paths = DataPaths(data_folder.expanduser().absolute())
    clock = clock or office_time
    if create:
        _make_folder(paths)
    store = open_store(paths.store, busy_timeout_s=busy_timeout_s, create=create, clock=clock, mounts=mounts)
    return Context(paths=paths, store=store, clock=clock, password_cost=password_cost or PasswordCost())


def _make_folder(paths: DataPaths) -> None:
    """A new store wants a folder of its own: nothing of others lies in it."""
    own = {path.name for path in (paths.store, paths.backups, paths.logs, paths.attachments, paths.printed)}
    try:
        paths.folder.mkdir(parents=True, exist_ok=True)
        foreign = sorted(item.name for item in paths.folder.iterdir() if not _is_own(item.name, own))
    except OSError as fault:
        raise UserError(f"建不了数据文件夹 {paths.folder}：请检查上级文件夹是否存在、可写。", "cannot_write") from fault
    if foreign:
        raise UserError(
            f"{paths.folder} 里已有别的文件（{foreign[0]} 等 {len(foreign)} 个），请换一个空文件夹建库。",
            "folder_not_empty",
        )


def _is_own(name: str, own: set[str]) -> bool:
    return name in own or name.startswith((".", "store.db")) or name.endswith(".lock")
