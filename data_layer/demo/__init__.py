"""A synthetic district: invented people and branches, ledgers as files, through the product's own front door."""

from data_layer.demo.district import DemoProblem
from data_layer.demo.filling import BRANCHES, MEMBERS, QUARTERS, SEED, DemoSummary, load
from data_layer.demo.users import DemoAccount

__all__ = ["BRANCHES", "MEMBERS", "QUARTERS", "SEED", "DemoAccount", "DemoProblem", "DemoSummary", "load"]
