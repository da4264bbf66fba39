"""The block of F02 that differs by measure: its caption and its own four columns, always of the same size."""

from __future__ import annotations

from dataclasses import dataclass

WIDTHS = (24.0, 49.0, 21.0, 36.0, 26.0)
ROW_HEIGHT = 9.0


@dataclass(frozen=True, slots=True)
class MeasureBlock:
    """Caption, column heads, and how the cells of the four columns stand (left, number or centre)."""

    caption: str
    heads: tuple[str, str, str, str]
    kinds: tuple[str, str, str, str]


BLOCKS = {
    "park_award": MeasureBlock(
        "产业园区\n情况",
        ("产业园名称", "入驻企业\n（家）", "评定依据文号", "园区进出口额\n（元）"),
        ("left", "number", "left", "number"),
    ),
    "service_platform": MeasureBlock(
        "公共服务\n情况",
        ("服务内容", "服务人次", "其中本市企业人次", "服务费用（元）"),
        ("left", "number", "number", "number"),
    ),
    "platform_entry_fee": MeasureBlock(
        "平台入驻\n情况",
        ("第三方平台", "费用类别", "店铺", "入驻费（元）"),
        ("left", "left", "left", "number"),
    ),
    "premises_rent": MeasureBlock(
        "房屋租赁\n情况",
        ("房屋坐落", "自用面积\n（㎡）", "租赁期限", "当年租金（元）"),
        ("left", "number", "centre", "number"),
    ),
    "customs_agency_fee": MeasureBlock(
        "代理报关\n情况",
        ("报关代理公司", "单（票）数", "海关监管方式", "代理费（元）"),
        ("left", "number", "centre", "number"),
    ),
}
COSTS = MeasureBlock(
    "费用\n情况", ("服务内容", "费用类别", "对象或活动", "费用（元）"), ("left", "left", "left", "number")
)


def block_of(measure_id: str) -> MeasureBlock:
    """The block of a measure; one without a block of its own shows its cost lines."""
    return BLOCKS.get(measure_id, COSTS)
