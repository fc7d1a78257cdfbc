"""Judging the branches of a unit for a year, 四（一）: score, place, comparison, red lines. It only proposes."""

from data_layer.assessment.judging.assess import Judged, Judgement, assess, units
from data_layer.assessment.judging.criteria import Criteria

__all__ = ["Criteria", "Judged", "Judgement", "assess", "units"]
