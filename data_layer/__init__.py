"""All the product can do, usable without Streamlit.

The one piece of wiring between rooms: whatever changes a branch's facts, the journal of counts follows in the same
transaction. Rooms that write only say which branches they touched.
"""

from data_layer.indicators.journal import refresh as _refresh
from data_layer.store.engine import BEFORE_COMMIT as _before_commit

_before_commit.append(_refresh)
