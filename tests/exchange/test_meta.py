"""A `_meta` sheet that names a version or a unit nobody knows is noted in the plan; the rows are read all the same."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from cbec_desktop.jobs import JobContext
from cbec_desktop.paths import resources_folder
from cbec_desktop.services import imports
from cbec_desktop.services.context import Context

SAMPLE = resources_folder() / "samples" / "2026" / "W3-2026-01.xlsx"


def with_meta(folder: Path, **changes: str) -> Path:
    """The sample of the customs figures with other values in its `_meta`."""
    book = openpyxl.load_workbook(SAMPLE)
    page = book["_meta"]
    for key, value in page.iter_rows(min_row=2, max_col=2):
        if key.value in changes:
            value.value = changes[key.value]
    book.save(folder / SAMPLE.name)
    return folder / SAMPLE.name


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"template_version": "99"}, "N-VERSION", "模板版本“99”不认识，现行 W3 是第"),
        ({"reporting_unit": "999999"}, "N-UNIT", "报送单位“999999”不是本市的区划代码"),
        ({"reporting_unit": "龙城"}, "N-UNIT", "报送单位“龙城”不是本市的区划代码"),
    ],
)
def test_unknown_meta_is_noted(ctx: Context, tmp_path: Path, changes: dict[str, str], code: str, words: str) -> None:
    job = JobContext()
    (plain,) = imports.plan_import(ctx, [SAMPLE], None, job).files
    (odd,) = imports.plan_import(ctx, [with_meta(tmp_path, **changes)], None, job).files
    (noted,) = [problem for problem in odd.problems if problem.code == code]
    assert (noted.sheet, noted.level) == ("_meta", "note")
    assert words in noted.message
    assert odd.counts == plain.counts
    assert not [problem for problem in plain.problems if problem.sheet == "_meta"]
