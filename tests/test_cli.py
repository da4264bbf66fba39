"""The command line as a script meets it: one document, the exit code, a sentence; run in this process."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cbec_desktop import cli
from tests.conftest import PASSWORD, SAMPLES

Run = tuple[int, Any, str]


@pytest.fixture
def cbec(data_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs one command with --json as 测试 on a folder of its own: exit code, the one document, standard error."""
    monkeypatch.setenv("CBEC_PASSWORD", PASSWORD)
    monkeypatch.setenv("CBEC_DATA", str(data_folder))

    def run(*arguments: str) -> Run:
        code = cli.main(["--json", "--user", "测试", *arguments])
        said = capsys.readouterr()
        return code, json.loads(said.out), said.err

    return run


@pytest.mark.parametrize(
    "line", [["assess", "--yeer", "2026"], ["nonsense"], ["import"], ["list", "x"], ["assess", "--year", "x"]]
)
def test_wrong_usage_ends_with_two_and_one_document(cbec: Any, line: list[str]) -> None:
    code, document, said = cbec(*line)
    assert (code, document["error"]["code"]) == (2, "usage")
    assert "用法有误" in document["error"]["message"]
    assert "用法：cbec" in said


def test_refusals_end_with_one_and_say_why(cbec: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert cbec("form", "F99", "--out", str(tmp_path))[:2][0] == 1
    code, document, _said = cbec("--data", str(tmp_path / "nowhere"), "assess")
    assert (code, document["error"]["code"]) == (1, "missing_folder")
    monkeypatch.setenv("CBEC_PASSWORD", "wrong")
    code, document, said = cbec("assess")
    assert (code, document["error"]["code"]) == (1, "wrong_password")
    assert said.strip() == document["error"]["message"]


def test_a_first_account_that_the_window_would_refuse_makes_no_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CBEC_PASSWORD", "1234567")
    assert cli.main(["--data", str(tmp_path / "new"), "init", "--admin", "wangxm"]) == 1
    assert "至少 8 个字符" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_the_self_test_prints_its_document(cbec: Any) -> None:
    code, document, _said = cbec("--selftest")
    assert (code, document["ok"]) == (0, True)
    assert "自检通过" in document["lines"][-1]


def test_a_file_that_cannot_be_opened_is_refused_in_chinese(cbec: Any, tmp_path: Path) -> None:
    code, document, _said = cbec("import", str(tmp_path / "没有.xlsx"), str(tmp_path))
    missing, folder = (file["error"]["message"] for file in document["files"])
    assert code == 1
    assert "找不到这个文件" in missing
    assert "这是文件夹" in folder
    assert not any(letter.isascii() and letter.isalpha() for letter in folder.split("：", 1)[1])


def test_a_refused_file_among_good_ones_does_not_stop_them(cbec: Any, tmp_path: Path) -> None:
    junk = tmp_path / "junk.xlsx"
    junk.write_bytes(b"%PDF-1.7")
    code, document, _said = cbec("import", str(SAMPLES / "W1-211303.xlsx"), str(junk))
    assert code == 3
    assert [file["committed"] for file in document["files"]] == [True, False]
    assert document["files"][0]["counts"]["new"] == 12
    code, document, _said = cbec("import", str(SAMPLES / "W1-211303.xlsx"))
    assert (code, document["committed"], document["files"][0]["counts"]["new"]) == (0, True, 0)


def test_refused_rows_commit_nothing_and_a_dry_run_neither(cbec: Any) -> None:
    file = str(SAMPLES / "W1-211302.xlsx")
    for options in ((), ("--dry-run",)):
        code, document, _said = cbec("import", file, *options)
        assert (code, document["committed"], document["files"][0]["counts"]["new"]) == (3, False, 16)
    assert cbec("import", file, "--good-rows")[1]["committed"]


def test_an_import_says_where_the_problem_workbooks_lie(
    data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CBEC_PASSWORD", PASSWORD)
    monkeypatch.setenv("CBEC_DATA", str(data_folder))
    files = [str(SAMPLES / name) for name in ("W1-211302.xlsx", "W2-211302.xlsx")]
    cli.main(["--user", "测试", "import", *files, "--dry-run", "--problems", str(tmp_path / "问题簿.xlsx")])
    said = capsys.readouterr().out
    for name in ("问题簿.xlsx", "问题簿-W1-211302.xlsx", "问题簿-W2-211302.xlsx"):
        assert f"问题簿：{tmp_path / name}" in said
        assert (tmp_path / name).is_file()


def test_the_problem_workbook_never_replaces_the_file_that_came_in(cbec: Any, tmp_path: Path) -> None:
    came = tmp_path / "来文.xlsx"
    shutil.copyfile(SAMPLES / "W1-211302.xlsx", came)
    before = came.read_bytes()
    code, document, _said = cbec("import", str(came), "--dry-run", "--problems", str(came))
    assert (code, document["error"]["code"]) == (1, "same_file")
    assert came.read_bytes() == before
