"""Who watches a store is told; who went is not; and no callback can harm the store."""

import gc
import threading

import lianxin
import pytest
from lianxin import Kind, LianxinError, Place, Store, set_field

from county import Phones
from watching import PATIENCE_S, Lines, Watcher


def note(store: Store, code: str, text: str) -> None:
    store.households().note(code, text, Place.END)


def test_edits_and_syncs_are_told(phones: Phones) -> None:
    wang, chen = phones.of("wangfang"), phones.of("chenming")
    watcher = Watcher()
    subscription = wang.observe(watcher)
    household = wang.households().get("0010").id
    note(wang, "0010", "路不好走")
    [changed] = watcher.next("changed")
    assert (changed.id, changed.kind, changed.household) == (household, Kind.HOUSEHOLD, household)
    for store, number in [(wang, "13922220011"), (chen, "13922220012")]:
        store.households().set("0010", [set_field("phone", number)])
    watcher.next("changed")
    chen.sync_blocking()
    before = wang.conflicts().count()
    wang.sync_blocking()
    watcher.next_sync("STARTED")
    assert household in [one.id for one in watcher.next("changed")]
    assert watcher.next("conflicts") == before + 1
    finished = watcher.next_sync("FINISHED")
    assert finished.report.received > 0 and finished.waiting == 0
    wang.conflicts().settle(household, "phone", None, "13922220012")
    assert watcher.next("conflicts") == before
    subscription.cancel()


@pytest.mark.parametrize("way", ["cancelled", "dropped"])
def test_whoever_went_is_told_nothing(phones: Phones, way: str) -> None:
    store = phones.of("wangfang")
    gone, stays = Watcher(), Watcher()
    subscription, other = store.observe(gone), store.observe(stays)
    note(store, "0011", "一")
    assert gone.next("changed") and stays.next("changed")
    if way == "cancelled":
        subscription.cancel()
        subscription.cancel()
    else:
        del subscription
        gc.collect()
    note(store, "0011", "二")
    assert stays.next("changed")
    assert gone.told.empty()
    other.cancel()


def test_a_callback_that_throws_is_logged_and_harms_nothing(phones: Phones) -> None:
    log = Lines()
    store = phones.of("wangfang", log=log)

    def throw(_: str) -> None:
        raise RuntimeError("罗守山 13900000123")

    watcher, other = Watcher(throw), Watcher()
    subscriptions = [store.observe(watcher), store.observe(other)]
    note(store, "0012", "一")
    assert watcher.next("changed") and other.next("changed")
    line = log.next()
    assert (line.level, line.code, line.text) == (lianxin.LogLevel.ERROR, "callback_failed", "changed")
    note(store, "0012", "二")
    assert watcher.next("changed") and other.next("changed")
    assert len(subscriptions) == 2


def test_a_log_that_throws_harms_nothing(phones: Phones) -> None:
    class Throwing(lianxin.Log):
        def line(self, line: lianxin.LogLine) -> None:
            raise RuntimeError("no")

    store = phones.of("wangfang", log=Throwing())

    def throw(_: str) -> None:
        raise ValueError("no")

    watcher, other = Watcher(throw), Watcher()
    subscriptions = [store.observe(watcher), store.observe(other)]
    note(store, "0012", "三")
    assert other.next("changed")
    assert store.status().enrolled and len(subscriptions) == 2


def test_a_callback_may_call_the_store(phones: Phones) -> None:
    store = phones.of("wangfang")
    seen: list[str] = []

    def call(what: str) -> None:
        if what == "changed":
            notes = store.households().get("0013").fields.notes
            seen.append(notes)
            if len(seen) < 3:
                note(store, "0013", f"第{len(seen)}句")

    watcher = Watcher(call)
    subscription = store.observe(watcher)
    note(store, "0013", "第0句")
    for _ in range(3):
        watcher.next("changed")
    store.status()
    assert store.households().get("0013").fields.notes.endswith("第0句\n第1句\n第2句\n")
    subscription.cancel()


def test_a_callback_may_close_the_store(phones: Phones) -> None:
    store = phones.of("wangfang")
    closed = threading.Event()

    def close(what: str) -> None:
        if what == "changed":
            store.close()
            closed.set()

    watcher = Watcher(close)
    subscription = store.observe(watcher)
    note(store, "0014", "一")
    assert closed.wait(PATIENCE_S)
    with pytest.raises(LianxinError.Closed):
        store.status()
    subscription.cancel()
    again = phones.blank("wangfang")
    assert again.households().get("0014").fields.notes.endswith("一\n")


def test_a_slow_callback_holds_up_nobody(phones: Phones) -> None:
    store = phones.of("wangfang")
    go_on = threading.Event()

    def wait(_: str) -> None:
        assert go_on.wait(PATIENCE_S)

    watcher = Watcher(wait)
    subscription = store.observe(watcher)
    for number in range(3):
        note(store, "0015", str(number))
    assert store.sync_blocking().accepted == 3
    store.close()
    go_on.set()
    subscription.cancel()
