"""Nonsense from the host gives a typed error, and the store goes on."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import lianxin
import pytest
from lianxin import FieldChange, LianxinError, ListFilter, Place, RowsFilter, RowsOrder, Store, StoreConfig, set_field

from county import Keys, Phones

SURROGATE = "罗\ud800守山"


def anything(store: object) -> Any:
    """Something without its types, as a program that is not checked has it."""
    return store


def test_values_of_other_types(phones: Phones) -> None:
    store = phones.of("wangfang")
    any_store = anything(store)
    calls: list[Callable[[], object]] = [
        lambda: any_store.search(None),
        lambda: any_store.search(7),
        lambda: any_store.search(b"x"),
        lambda: any_store.search(SURROGATE),
        lambda: any_store.households().get(SURROGATE),
        lambda: any_store.households().list(None),
        lambda: any_store.households().list({}),
        lambda: any_store.households().list(ListFilter(limit=-1)),
        lambda: any_store.households().list(ListFilter(limit=2**40)),
        lambda: any_store.households().list(ListFilter(area=7)),  # type: ignore[arg-type]
        lambda: any_store.households().set("0031", None),
        lambda: any_store.households().set("0031", ["phone=1"]),
        lambda: any_store.households().set("0031", [FieldChange(field="phone", change="1")]),  # type: ignore[arg-type]
        lambda: any_store.households().set("0031", [set_field(SURROGATE, "1")]),
        lambda: any_store.households().note("0031", "x", "END"),
        lambda: any_store.set_aside().retry(2**70),
        lambda: any_store.set_aside().retry("1"),
        lambda: any_store.observe(None) and None,
        lambda: any_store.catalogue().fields("household"),
        lambda: any_store.status("what"),
        lambda: any_store.nothing(),
    ]
    for number, call in enumerate(calls):
        try:
            call()
        except (TypeError, ValueError, AttributeError, OverflowError, LianxinError):
            continue
        assert number == 17, number  # An observer that is none fails when it is told, and is logged.
    assert store.status().unsent == 0
    assert store.households().get("0031").fields.phone == "13900000031"


def test_texts_beyond_all_limits(phones: Phones) -> None:
    store = phones.of("wangfang")
    huge = "山" * 5_000_000
    assert store.search(huge) == []
    calls: list[Callable[[], object]] = [
        lambda: store.households().get(huge),
        lambda: store.households().note("0031", huge, Place.END),
        lambda: store.households().set("0031", [set_field("address", huge)]),
        lambda: store.households().set("0031", [set_field(huge, "1")]),
        lambda: store.drafts().save(lianxin.SaveDraftRequest(key="k", kind="visit", body=f'"{huge}"')),
        lambda: store.drafts().save(lianxin.SaveDraftRequest(key="k", kind="visit", body="{")),
        lambda: store.drafts().save(lianxin.SaveDraftRequest(key="k", kind="visit", body="[" * 100_000)),
        lambda: store.households().list(ListFilter(household=huge)),
        lambda: store.enrol_blocking(huge),
    ]
    for call in calls:
        with pytest.raises(LianxinError) as told:
            call()
        assert len(str(told.value)) < 2_000 or isinstance(told.value, LianxinError.Fields)
    assert store.households().rows(RowsFilter(order=RowsOrder.AREA, text=huge, limit=2**32 - 1)).rows == []
    odd = "\0'\";--\u202e\U0001f600\r\n"
    assert store.search(odd) == []
    assert store.status().unsent == 0


def test_from_many_threads(phones: Phones) -> None:
    store = phones.of("wangfang")
    begin = threading.Barrier(16)

    def write(number: int) -> int:
        begin.wait()
        for turn in range(5):
            store.households().note("0032", f"{number}-{turn}", Place.END)
            store.households().rows(RowsFilter(order=RowsOrder.UNSEEN, limit=5))
        return store.status().documents

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(write, range(16)))
    lines = store.households().get("0032").fields.notes.split()
    assert sorted(lines) == sorted(f"{number}-{turn}" for number in range(16) for turn in range(5))
    assert store.sync_blocking().accepted == 80


def test_closed_while_others_call(phones: Phones) -> None:
    store = phones.of("wangfang")
    begin = threading.Barrier(9)

    def call(_: int) -> str:
        begin.wait()
        for _turn in range(1_000):
            try:
                store.households().get("0033")
            except LianxinError.Closed:
                return "closed"
        return "never closed"

    with ThreadPoolExecutor(9) as pool:
        ends = [pool.submit(call, number) for number in range(8)]
        begin.wait()
        store.close()
        assert {end.result() for end in ends} <= {"closed", "never closed"}
    with pytest.raises(LianxinError.Closed):
        store.status()


def test_two_handles_of_one_store(phones: Phones) -> None:
    store = phones.of("wangfang", name="both")
    second = phones.blank("both")
    store.households().note("0034", "一", Place.END)
    second.households().note("0034", "二", Place.END)
    assert store.households().get("0034").fields.notes.endswith("一\n二\n")
    second.close()
    assert store.sync_blocking().accepted == 2


def test_handles_that_were_never_opened() -> None:
    with pytest.raises((TypeError, ValueError, AttributeError)):
        anything(Store)().status()
    with pytest.raises((TypeError, ValueError, AttributeError, LianxinError)):
        anything(Store).open(StoreConfig(folder="/tmp/none"), None)
    with pytest.raises((TypeError, ValueError, AttributeError, LianxinError)):
        anything(Store).open(None, Keys())
