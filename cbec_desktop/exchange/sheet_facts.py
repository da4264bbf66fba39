"""What the pre-check learns of a sheet that the reader of values does not tell; rows count from 1, columns from 0."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MAX_ROW = 200_000
MAX_COLUMN = 256
MAX_MERGED_CELLS = 10_000
MAX_SHEETS = 200
MAX_MARKED_CELLS = 200_000

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")

Place = tuple[int, int]


class StructureFault(Exception):  # noqa: N818 - turned into a UserError where the file's name is known
    """The package is refused; the message is the Chinese reason, without the file's name."""


@dataclass(slots=True)
class SheetFacts:
    """One sheet: its state, the cells that hold errors or formulas without a result, what is hidden or merged."""

    name: str
    state: str = "visible"
    part: str = ""
    errors: dict[Place, str] = field(default_factory=dict)
    uncached: set[Place] = field(default_factory=set)
    formula_count: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    def add_merge(self, reference: str) -> None:
        """Note a merged area such as `A1:C3`; StructureFault when it is out of all proportion."""
        first, _, last = reference.partition(":")
        top, left = parse_address(first)
        bottom, right = parse_address(last or first)
        if (bottom - top + 1) * (right - left + 1) > MAX_MERGED_CELLS:
            raise StructureFault(f"工作表“{self.name}”的合并区域 {reference} 过大；请取消合并后重发。")
        self.merges.append((top, left, bottom, right))

    def check_far(self, row: int, column: int) -> None:
        """Refuse content beyond row 200,000 or column 256 (ruling 8)."""
        if row > MAX_ROW or column >= MAX_COLUMN:
            place = f"{column_letter(column)}{row}"
            raise StructureFault(
                f"工作表“{self.name}”的单元格 {place} 超出范围（最多 {MAX_ROW} 行、{MAX_COLUMN} 列）；"
                "请删去远处的内容后重发。"
            )

    def check_marks(self) -> None:
        """Keep the lists of marked cells within bounds."""
        if len(self.errors) + len(self.uncached) > MAX_MARKED_CELLS:
            raise StructureFault(f"工作表“{self.name}”里错误值或未计算的公式过多；请把公式粘贴为数值后重发。")


def column_letter(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """A → 0, Z → 25, AA → 26."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def parse_address(reference: str) -> Place:
    """`B3` → (3, 1); StructureFault when it is no address of a sheet."""
    match = _ADDRESS.fullmatch(reference)
    if not match or not 1 <= int(match[2]) <= 1_048_576 or column_index(match[1]) >= 16_384:
        raise StructureFault(f"文件里有不合法的单元格地址“{reference[:20]}”；请用 WPS 或 Excel 另存后重发。")
    return int(match[2]), column_index(match[1])
