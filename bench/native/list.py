"""The host in Python: FOLDER ROWS ROUNDS. The bindings as they are made stand on the path."""

import json
import statistics
import sys
import time

from lianxin import KeyStore, RowsFilter, RowsOrder, Store, StoreConfig


class TurnedAround(KeyStore):
    """As the store was made."""

    def wrap(self, key: bytes) -> bytes:
        return key[::-1]

    def unwrap(self, wrapped: bytes) -> bytes:
        return wrapped[::-1]


def resident_kb() -> int:
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


# As many as the core gives at once.
PAGE = 200


def pages(store: Store, rows: int) -> int:
    """A list as an app draws it, page by page; how many rows it has."""
    households, found = store.households(), 0
    for offset in range(0, rows, PAGE):
        page = RowsFilter(order=RowsOrder.AREA, limit=min(PAGE, rows - offset), offset=offset)
        found += len(households.rows(page).rows)
    return found


folder, rows, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
before, start = resident_kb(), time.perf_counter_ns()
store = Store.open(StoreConfig(folder=folder), TurnedAround())
first = pages(store, rows)
open_ns = time.perf_counter_ns() - start
assert first == rows, "the whole list"
open_kb = resident_kb() - before
times = []
for _ in range(rounds):
    start = time.perf_counter_ns()
    pages(store, rows)
    times.append(time.perf_counter_ns() - start)
print(json.dumps({"open_us": open_ns / 1e3, "list_us": statistics.median(times) / 1e3, "open_kb": open_kb}))
