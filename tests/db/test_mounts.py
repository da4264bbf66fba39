"""What counts as a network share: the deepest mount decides (ruling 43)."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

import pytest

from db.mounts import Mount, is_on_network_share, read_mounts

TABLE = [
    Mount("/", "ext4"),
    Mount("/mnt/office", "cifs"),
    Mount("/mnt/office/local disk", "ext4"),
    Mount("/home/zhang/remote", "fuse.sshfs"),
]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/home/zhang/data/store.db", False),
        ("/mnt/office/data/store.db", True),
        ("/mnt/office/local disk/store.db", False),
        ("/mnt/office2/store.db", False),
        ("/home/zhang/remote/store.db", True),
        ("//server/share/store.db", True),
    ],
)
def test_the_deepest_mount_decides(path: str, expected: bool) -> None:
    assert is_on_network_share(PurePosixPath(path), TABLE) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [(r"\\server\share\store.db", True), (r"Z:\data\store.db", True), (r"C:\data\store.db", False)],
)
def test_windows_paths(path: str, expected: bool) -> None:
    assert is_on_network_share(PureWindowsPath(path), [Mount("Z:\\", "remote")]) is expected


def test_this_machine_has_a_mount_table() -> None:
    assert any(mount.point == "/" for mount in read_mounts())
