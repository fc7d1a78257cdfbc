"""Where data lives. The only room that names the engine."""

from data_layer.store.engine import Store, Writer
from data_layer.store.keys import StoreProblem
from data_layer.store.opening import StoreInUse

__all__ = ["Store", "StoreInUse", "StoreProblem", "Writer"]
