"""Where data lives. The only room that names the engine."""

from data_layer.store.engine import Store, StoreInUse, StoreProblem, Writer

__all__ = ["Store", "StoreInUse", "StoreProblem", "Writer"]
