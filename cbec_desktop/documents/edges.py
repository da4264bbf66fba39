"""Table edges collected and drawn once: neighbours share an edge, and a heavier line covers a lighter one."""

from __future__ import annotations

from dataclasses import dataclass, field

from cbec_desktop.documents.page import Box, Rule

Span = tuple[float, float]


@dataclass(slots=True)
class EdgeSet:
    """Segments by direction and place; places are kept to 1/1000 mm so that sums of widths meet."""

    _segments: dict[tuple[str, float], list[tuple[float, float, float]]] = field(default_factory=dict)

    def add_box(self, box: Box, weight: float) -> None:
        self.add("h", box.y, box.x, box.right, weight)
        self.add("h", box.bottom, box.x, box.right, weight)
        self.add("v", box.x, box.y, box.bottom, weight)
        self.add("v", box.right, box.y, box.bottom, weight)

    def add(self, direction: str, place: float, start: float, end: float, weight: float) -> None:
        """A horizontal ("h") or vertical ("v") edge at `place` from `start` to `end`."""
        key = (direction, round(place, 3))
        self._segments.setdefault(key, []).append((round(start, 3), round(end, 3), weight))

    def rules(self) -> list[Rule]:
        """Every stretch once, light ones first."""
        found = []
        for (direction, place), segments in self._segments.items():
            covered: list[Span] = []
            for weight in sorted({segment[2] for segment in segments}, reverse=True):
                spans = _joined([(start, end) for start, end, heavy in segments if heavy == weight])
                for start, end in _without(spans, covered):
                    ends = (start, place, end, place) if direction == "h" else (place, start, place, end)
                    found.append(Rule(*ends, weight))
                covered = _joined([*covered, *spans])
        return sorted(found, key=lambda rule: (rule.weight, rule.y1, rule.x1, rule.y2, rule.x2))


def _joined(spans: list[Span]) -> list[Span]:
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1] + 0.002:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def _without(spans: list[Span], covered: list[Span]) -> list[Span]:
    for low, high in covered:
        left = []
        for start, end in spans:
            if high <= start or low >= end:
                left.append((start, end))
                continue
            if start < low:
                left.append((start, low))
            if high < end:
                left.append((high, end))
        spans = left
    return spans
