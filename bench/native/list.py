"""The host in Python: FOLDER ROWS ROUNDS. The bindings as they are made stand on the path."""

import json
import statistics
import sys
import time
from typing import override

from lianxin import KeyStore, RowsFilter, RowsOrder, Store, StoreConfig


class TurnedAround(KeyStore):
    """As the store was made."""

    @override
    def wrap(self, key: bytes) -> bytes:
        return key[::-1]

    @override
    def unwrap(self, wrapped: bytes) -> bytes:
        return wrapped[::-1]


def resident_kb() -> int:
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


folder, rows, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
filter = RowsFilter(order=RowsOrder.AREA, limit=rows)
before, start = resident_kb(), time.perf_counter_ns()
store = Store.open(StoreConfig(folder=folder), TurnedAround())
households = store.households()
first = households.rows(filter)
open_ns = time.perf_counter_ns() - start
assert len(first.rows) == rows, "the whole list"
open_kb = resident_kb() - before
times = []
for _ in range(rounds):
    start = time.perf_counter_ns()
    households.rows(filter)
    times.append(time.perf_counter_ns() - start)
print(json.dumps({"open_us": open_ns / 1e3, "list_us": statistics.median(times) / 1e3, "open_kb": open_kb}))
