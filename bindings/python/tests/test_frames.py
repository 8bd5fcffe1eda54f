"""Lists as data frames."""

from lianxin import ListFilter, RowsFilter, RowsOrder
from lianxin.frames import frame, rows

from county import HOUSEHOLDS, Phones


def test_households_as_a_frame(phones: Phones) -> None:
    store = phones.of("wangfang")
    households = frame(store.households().list(ListFilter()))
    assert len(households) == HOUSEHOLDS
    assert list(households.columns[:3]) == ["id", "code", "area"]
    assert households.set_index("code").loc["0035", "head_name"] == store.households().get("0035").fields.head_name
    listed = frame(store.households().rows(RowsFilter(order=RowsOrder.AREA)).rows)
    assert listed["persons"].sum() == HOUSEHOLDS
    assert frame([]).empty


def test_words_and_values_are_plain(phones: Phones) -> None:
    store = phones.of("wangfang")
    found = rows(store.search("0035"))
    assert {one["kind"] for one in found} <= {"household", "person"}
    history = rows(store.history(store.households().get("0035").id))
    values = [step["to"] for entry in history for step in entry["steps"] if step["field"] == "code"]
    assert values == ["0035"]
