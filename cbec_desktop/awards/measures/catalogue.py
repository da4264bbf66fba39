"""The rules of all measures, in the order of `domain.measures.MEASURES`: that tuple is the one catalogue.

The folder of a measure has its id; `rule.py` in it ends in `MEASURE`.
"""

from __future__ import annotations

from importlib import import_module

from cbec_desktop.awards.measure import Measure
from cbec_desktop.domain.measures import MEASURE_IDS


def _rule_of(measure_id: str) -> Measure:
    measure = import_module(f"cbec_desktop.awards.measures.{measure_id}.rule").MEASURE
    assert isinstance(measure, Measure)
    return measure


MEASURES = tuple(_rule_of(measure_id) for measure_id in MEASURE_IDS)
