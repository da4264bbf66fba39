"""Is a path on a network share? File locks do not hold there, so the store refuses to live on one (ruling 43)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

NETWORK_TYPES = frozenset(
    {
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "smb2", "ncpfs", "afs", "coda", "ceph", "glusterfs", "davfs",
        "fuse.sshfs", "fuse.davfs2", "fuse.glusterfs", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.smbnetfs", "webdav",
        "afpfs", "remote",
    }
)  # fmt: skip
_DRIVE_REMOTE = 4


@dataclass(frozen=True, slots=True)
class Mount:
    """One row of the mount table: where it hangs, what kind of file system it is."""

    point: str
    kind: str


MountTable = Callable[[], Sequence[Mount]]


def read_mounts() -> list[Mount]:
    """The mount table of this machine; on Windows the remote drive letters."""
    if sys.platform == "win32":
        return _remote_drives()
    try:
        text = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return []
    rows = (line.split(" ") for line in text.splitlines())
    return [Mount(_unescape(row[1]), row[2]) for row in rows if len(row) > 2]


def is_on_network_share(path: PurePath, mounts: Sequence[Mount]) -> bool:
    """Whether the deepest mount that holds `path` is a network file system; `\\\\server\\share` always is."""
    text = str(path)
    if text.startswith(("\\\\", "//")):
        return True
    deepest = max((m for m in mounts if _holds(m.point, text)), key=lambda m: len(m.point), default=None)
    return deepest is not None and deepest.kind in NETWORK_TYPES


def _holds(point: str, text: str) -> bool:
    trimmed = point.rstrip("/\\")
    return text == trimmed or text.startswith((f"{trimmed}/", f"{trimmed}\\"))


def _unescape(point: str) -> str:
    """The table writes blank, tab, newline and backslash as octal numbers."""
    for code, sign in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        point = point.replace(code, sign)
    return point


def _remote_drives() -> list[Mount]:
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - the name exists on Windows only
    letters = (f"{letter}:\\" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return [
        Mount(drive, "remote")
        for drive in letters
        if os.path.exists(drive) and kernel.GetDriveTypeW(drive) == _DRIVE_REMOTE
    ]
