"""Table edges: every stretch of line is drawn once, heavy over light."""

from cbec_desktop.documents.edges import EdgeSet
from cbec_desktop.documents.page import Box


def test_neighbours_share_an_edge() -> None:
    edges = EdgeSet()
    edges.add_box(Box(28, 40, 20, 8), 0.5)
    edges.add_box(Box(48, 40, 30, 8), 0.5)
    assert len([rule for rule in edges.rules() if rule.x1 == rule.x2 == 48]) == 1
    assert len(edges.rules()) == 5  # two long horizontals, three verticals


def test_a_frame_takes_the_place_of_the_hairlines_under_it() -> None:
    edges = EdgeSet()
    for y in (40, 48):
        for x in (28, 48):
            edges.add_box(Box(x, y, 20, 8), 0.5)
    edges.add_box(Box(28, 40, 40, 16), 1.0)
    rules = edges.rules()
    assert sorted(rule.weight for rule in rules) == [0.5, 0.5, 1.0, 1.0, 1.0, 1.0]
    assert [rule.weight for rule in rules] == sorted(rule.weight for rule in rules)


def test_a_heavy_stretch_in_the_middle_leaves_light_ends() -> None:
    edges = EdgeSet()
    edges.add("h", 10, 0, 100, 0.5)
    edges.add("h", 10, 40, 60, 0.75)
    assert [(rule.x1, rule.x2, rule.weight) for rule in edges.rules()] == [(0, 40, 0.5), (60, 100, 0.5), (40, 60, 0.75)]
