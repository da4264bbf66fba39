#!/usr/bin/env python3
"""One door for people who work on the program: python3 dev.py demo | run | test | check | build | shots.

Standard library only. Makes .venv and installs from requirements.lock when needed. On Debian-like systems it
installs the system libraries that Qt needs when it runs as root, else it prints the exact line. Linux is what it
is tried on; it avoids calls that Windows lacks but is untried there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "installed-from"
IS_WINDOWS = sys.platform == "win32"
PYTHON = VENV / ("Scripts/python.exe" if IS_WINDOWS else "bin/python")

# shared object → Debian package (the new names with t64 provide the old ones)
LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
SCREEN_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
ACTIONS = ("demo", "run", "test", "check", "build", "shots")


def say(text: str) -> None:
    print(f"dev.py: {text}", flush=True)


def call(*command: object, env: dict[str, str] | None = None) -> int:
    return subprocess.call([str(part) for part in command], cwd=ROOT, env=env)


def require(*command: object, env: dict[str, str] | None = None) -> None:
    status = call(*command, env=env)
    if status:
        sys.exit(status)


def missing_packages(*, needs_xvfb: bool) -> list[str]:
    """Debian packages whose libraries the linker does not know; empty on systems without apt."""
    if not sys.platform.startswith("linux") or not shutil.which("apt-get"):
        return []
    ldconfig = shutil.which("ldconfig") or "/sbin/ldconfig"
    known = subprocess.run([ldconfig, "-p"], capture_output=True, text=True, check=False).stdout
    wanted = {**LIBRARIES, **SCREEN_LIBRARIES}
    missing = [package for library, package in wanted.items() if f"{library} " not in known]
    if needs_xvfb and not shutil.which("Xvfb"):
        missing.append("xvfb")
    try:
        import ensurepip  # noqa: F401 - Debian leaves it out of python3
    except ImportError:
        missing.append("python3-venv")
    return missing


def ensure_system(*, needs_xvfb: bool) -> None:
    missing = missing_packages(needs_xvfb=needs_xvfb)
    if not missing:
        return
    line = "apt-get update && apt-get install -y --no-install-recommends " + " ".join(missing)
    if os.geteuid() != 0:
        say(f"missing system libraries; run this once as root:\n  {line}")
        sys.exit(1)
    say(f"installing {' '.join(missing)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    require("apt-get", "update", "-q", env=env)
    require("apt-get", "install", "-y", "-q", "--no-install-recommends", *missing, env=env)


def ensure_venv() -> None:
    """An environment that holds exactly what the lock says; rebuilt when lock or project file changed."""
    wanted = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted and PYTHON.exists():
        return
    if sys.version_info < (3, 11):  # noqa: UP036 - the file runs before anything checks
        say("Python 3.11 or newer is needed")
        sys.exit(1)
    say("making .venv and installing from requirements.lock (once)")
    if not PYTHON.exists():
        require(sys.executable, "-m", "venv", VENV)
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
    require(PYTHON, "-m", "pip", "install", *quiet, "-r", LOCK)
    require(PYTHON, "-m", "pip", "install", *quiet, "--no-deps", "-e", ROOT)
    STAMP.write_text(wanted)


def offscreen() -> dict[str, str]:
    env = dict(os.environ)
    env.setdefault("QT_QPA_PLATFORM", "offscreen")
    return env


def demo(arguments: list[str]) -> int:
    if "--out" not in arguments:
        folder = ROOT / "out" / time.strftime("demo-%Y%m%d-%H%M%S")
        arguments = [*arguments, "--out", str(folder)]
    return call(PYTHON, "-m", "cbec_desktop", "demo", *arguments)


def run(arguments: list[str]) -> int:
    return call(PYTHON, "-m", "cbec_desktop", *arguments)


def test(arguments: list[str]) -> int:
    workers = [] if any(a.startswith(("-n", "-p", "--pdb")) for a in arguments) else ["-n", str(os.cpu_count() or 2)]
    return call(PYTHON, "-m", "pytest", *workers, *arguments, env=offscreen())


def check(arguments: list[str]) -> int:
    del arguments
    checks = (
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
    )
    failed = [parts[0] for parts in checks if call(PYTHON, "-m", *parts)]
    if call(PYTHON, "-c", "from importlinter.cli import lint_imports_command as c; c()"):
        failed.append("import-linter")
    say("failed: " + ", ".join(failed) if failed else "all checks passed")
    return 1 if failed else 0


def build(arguments: list[str]) -> int:
    status = call(PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "build.spec", *arguments)
    if status:
        return status
    program = ROOT / "dist" / "cbec" / ("cbec.exe" if IS_WINDOWS else "cbec")
    say(f"trying {program} --selftest")
    return call(program, "--selftest", env=offscreen())


def shots(arguments: list[str]) -> int:
    return call(PYTHON, "-m", "ui.shots", *arguments, env=offscreen())


def main() -> int:
    action = sys.argv[1] if len(sys.argv) > 1 else ""
    if action not in ACTIONS:
        print(__doc__)
        return 0 if action in ("", "-h", "--help") else 2
    ensure_system(needs_xvfb=action in ("test", "check"))
    ensure_venv()
    return int(globals()[action](sys.argv[2:]))


if __name__ == "__main__":
    sys.exit(main())
