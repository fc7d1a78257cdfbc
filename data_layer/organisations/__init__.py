"""Organisations, their events, and the parameters that hold for them. Reads only; see administration for changes."""

from data_layer.organisations.tree import BRANCH, Handover, Organisation, Tree, match_key, tree, tree_in

__all__ = ["BRANCH", "Handover", "Organisation", "Tree", "match_key", "tree", "tree_in"]
