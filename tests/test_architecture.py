"""The house rules as tests: layers, one door each, names, sizes."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("cbec_desktop", "db", "ui")
SOURCES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "migrations/versions" not in path.as_posix()
)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported_modules(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def sources_importing(*libraries: str) -> set[str]:
    return {
        relative(path)
        for path in SOURCES
        if any(module.split(".")[0] in libraries for module in imported_modules(path))
    }


def calls_of(path: Path, *names: str) -> list[ast.Call]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in names:
                found.append(node)
    return found


def test_imports_run_downward_only() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_core_and_store_never_name_qt() -> None:
    assert not {path for path in sources_importing("PySide6", "shiboken6") if not path.startswith("ui/")}


def test_presenters_never_reach_qt_directly() -> None:
    assert not {path for path in sources_importing("PySide6") if path.endswith("presenter.py")}


@pytest.mark.parametrize(
    ("libraries", "doors"),
    [
        (("openpyxl", "python_calamine"), {"cbec_desktop/exchange/reader.py", "cbec_desktop/exchange/writer.py"}),
        (("reportlab",), {"cbec_desktop/documents/render.py", "cbec_desktop/documents/fonts.py"}),
    ],
)
def test_one_door_for_workbooks_and_pdf_files(libraries: tuple[str, ...], doors: set[str]) -> None:
    assert sources_importing(*libraries) <= doors


def test_one_commit_in_the_source() -> None:
    found = {relative(path) for path in SOURCES for call in calls_of(path, "commit") if is_transaction(call)}
    assert found <= {"db/unit_of_work.py"}


def is_transaction(call: ast.Call) -> bool:
    """`work.commit()` is the caller's word for the door; the transaction itself ends in one place."""
    target = call.func.value if isinstance(call.func, ast.Attribute) else None
    return not (isinstance(target, ast.Name) and target.id == "work")


def test_raw_sql_stays_in_the_store() -> None:
    for path in SOURCES:
        if not relative(path).startswith("db/"):
            assert "sqlalchemy" not in path.read_text(encoding="utf-8").split("import text")[0] or not calls_of(
                path, "text"
            ), relative(path)


def test_only_the_command_line_prints() -> None:
    assert not {relative(path) for path in SOURCES if calls_of(path, "print")}


def test_message_boxes_and_threads_have_one_door() -> None:
    boxes = {relative(p) for p in SOURCES if re.search(r"\bQMessageBox\b", p.read_text(encoding="utf-8"))}
    threads = {
        relative(p)
        for p in SOURCES
        if relative(p).startswith("ui/")
        and re.search(r"\b(QThread\(|QThreadPool|threading\.Thread|ThreadPoolExecutor)", p.read_text(encoding="utf-8"))
    }
    assert boxes <= {"ui/messages.py"}
    assert threads <= {"ui/job_runner.py"}


def test_names_say_what_is_inside() -> None:
    forbidden = re.compile(r"(utils|helpers|common|misc)$|manager", re.IGNORECASE)
    assert not [relative(path) for path in SOURCES if forbidden.search(path.stem)]
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.ClassDef) and node.name.endswith("Manager")), relative(path)


def test_files_and_functions_stay_readable() -> None:
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 400, f"{relative(path)} is too long"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                allowed = 80 if node.name == "build_parser" else 50
                assert length <= allowed, f"{relative(path)}:{node.lineno} {node.name} has {length} lines"


def test_packages_of_the_window_start_empty() -> None:
    assert not [
        relative(path)
        for path in SOURCES
        if path.name == "__init__.py" and relative(path).startswith("ui/") and path.read_text().strip()
    ]


def test_nothing_unfinished() -> None:
    words = re.compile(r"raise NotImplementedError|TODO|FIXME|\bXXX\b")
    assert not [relative(path) for path in SOURCES if words.search(path.read_text(encoding="utf-8"))]


def test_every_public_function_of_the_services_says_what_it_does() -> None:
    for path in SOURCES:
        if not relative(path).startswith("cbec_desktop/services/"):
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{relative(path)}:{node.lineno} {node.name}"
