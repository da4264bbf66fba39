"""Files that appear together or not at all: written beside their targets, put in place at the end, else undone."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from types import TracebackType

from cbec_desktop.domain.errors import UserError


class ReleasedFiles:
    """A set of new files. Leaving the block without `keep()` takes every trace away and brings replaced files back."""

    def __init__(self) -> None:
        self._mark = secrets.token_hex(4)
        self._staged: list[tuple[Path, Path]] = []
        self._placed: list[Path] = []
        self._replaced: list[tuple[Path, Path]] = []
        self._folders: list[Path] = []
        self._is_kept = False

    def __enter__(self) -> ReleasedFiles:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._is_kept:
            self._undo()

    def stage(self, target: Path, data: bytes) -> None:
        """Write `data` beside `target`; raises UserError unwritable_output."""
        staged = target.with_name(f".{target.name}.{self._mark}.part")
        try:
            self._make_folder(target.parent)
            self._staged.append((staged, target))
            with open(staged, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as fault:
            raise _unwritable(target, fault) from fault

    def place(self) -> None:
        """Put all staged files where they belong; raises UserError when one is open elsewhere or the disk refuses."""
        for staged, target in self._staged:
            try:
                if target.exists():
                    kept = target.with_name(f".{target.name}.{self._mark}.old")
                    os.replace(target, kept)
                    self._replaced.append((kept, target))
                os.replace(staged, target)
                self._placed.append(target)
            except OSError as fault:
                raise _unwritable(target, fault) from fault

    def keep(self) -> None:
        """The work is saved: the new files stay, the replaced ones go."""
        self._is_kept = True
        for kept, _ in self._replaced:
            with contextlib.suppress(OSError):
                kept.unlink()

    def _make_folder(self, folder: Path) -> None:
        missing = []
        while not folder.exists():
            missing.append(folder)
            folder = folder.parent
        for made in reversed(missing):
            made.mkdir()
            self._folders.append(made)

    def _undo(self) -> None:
        with contextlib.ExitStack() as steps:
            for folder in self._folders:
                steps.callback(_try, folder.rmdir)
            for kept, target in self._replaced:
                steps.callback(_try, os.replace, kept, target)
            for path in (*self._placed, *(staged for staged, _ in self._staged)):
                steps.callback(_try, path.unlink, missing_ok=True)


def _try(action: object, *arguments: object, **named: object) -> None:
    """One step of the way back; what cannot be undone must not stop the others."""
    assert callable(action)
    with contextlib.suppress(OSError):
        action(*arguments, **named)


def _unwritable(target: Path, fault: OSError) -> UserError:
    if isinstance(fault, PermissionError):
        message = f"写不进 {target}：文件正被其他程序打开，或者没有权限。请关闭该文件或另选位置后再试。"
    elif isinstance(fault, (FileNotFoundError, NotADirectoryError, FileExistsError)):
        message = f"{target.parent} 不能存放文件。请检查路径，另选一个文件夹。"
    else:
        message = f"写不进 {target}（{fault.strerror or fault}）。请检查磁盘空间后再试。"
    return UserError(message, "unwritable_output")
