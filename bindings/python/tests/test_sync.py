"""Syncs: awaited, watched, cancelled, in the background."""

import asyncio
import queue

import lianxin
import pytest
from lianxin import LianxinError, Place, Reach, SyncReport

from county import County, Keys, Phones, proxy
from watching import PATIENCE_S, Watcher


class Progress(lianxin.SyncProgress):
    def __init__(self) -> None:
        self.told: queue.Queue[SyncReport] = queue.Queue()

    def progress(self, so_far: SyncReport) -> None:
        self.told.put(so_far)


def test_awaited_with_progress(county: County, phones: Phones) -> None:
    store = phones.blank("new")

    async def go() -> tuple[SyncReport, Progress]:
        status = await store.enrol(county.code("wangfang"))
        assert status.user_name == "王芳"
        progress = Progress()
        return await store.sync(progress), progress

    report, progress = asyncio.run(go())
    assert report.received > 0
    last = progress.told.get(timeout=PATIENCE_S)
    while last.more:
        last = progress.told.get(timeout=PATIENCE_S)
    assert last == report


def test_progress_that_throws(phones: Phones) -> None:
    class Throwing(lianxin.SyncProgress):
        def progress(self, so_far: SyncReport) -> None:
            raise RuntimeError("no")

    store = phones.of("wangfang")
    assert store.sync_blocking(Throwing()).rounds > 0


def test_several_at_once_go_one_after_the_other(phones: Phones) -> None:
    store = phones.of("wangfang")
    store.households().note("0020", "一", Place.END)

    async def go() -> list[SyncReport]:
        return await asyncio.gather(*(store.sync() for _ in range(4)))

    reports = asyncio.run(go())
    assert sorted(report.accepted for report in reports) == [0, 0, 0, 1]


def test_cancelled_in_the_middle(county: County, phones: Phones) -> None:
    with proxy(county) as between:
        store = phones.of("wangfang", url=between.url)
        watcher = Watcher()
        subscription = store.observe(watcher)
        store.households().note("0021", "一", Place.END)
        unsent = store.status().unsent
        between.holding = True

        async def go() -> None:
            going = asyncio.create_task(store.sync())
            await asyncio.to_thread(between.held.wait, PATIENCE_S)
            going.cancel()
            with pytest.raises(asyncio.CancelledError):
                await going

        asyncio.run(go())
        assert watcher.next_sync("FAILED").code == "stopped"
        assert store.status().unsent == unsent, "nothing is lost"
        between.holding = False
        assert store.sync_blocking().accepted == unsent
        subscription.cancel()


def test_closed_in_the_middle(county: County, phones: Phones) -> None:
    with proxy(county) as between:
        store = phones.of("wangfang", url=between.url)
        store.households().note("0022", "一", Place.END)
        between.holding = True

        async def go() -> None:
            going = asyncio.create_task(store.sync())
            await asyncio.to_thread(between.held.wait, PATIENCE_S)
            await asyncio.to_thread(store.close)
            with pytest.raises(LianxinError.Closed):
                await going

        asyncio.run(go())
        between.holding = False
        again = phones.blank("wangfang")
        assert again.sync_blocking().accepted == 1


def test_in_the_background(county: County, phones: Phones) -> None:
    store = phones.of("wangfang")
    watcher = Watcher()
    subscription = store.observe(watcher)
    background = store.start_background()
    with pytest.raises(LianxinError.Misuse) as twice:
        store.start_background()
    assert twice.value.code == "background_runs"
    watcher.next_sync("FINISHED")
    store.households().note("0023", "一", Place.END)
    # It hears of the edit by itself, and waits a moment for more.
    assert watcher.next_sync("FINISHED").report.accepted == 1
    background.sync_now()
    watcher.next_sync("FINISHED")
    store.households().note("0023", "二", Place.END)
    background.sync_now()
    assert store.sync_blocking().refused == 0, "beside the loop, in turn"
    background.reach(Reach.OFFLINE)
    assert not background.has_ended()
    background.stop()
    background.stop()
    assert background.has_ended()
    assert store.status().unsent == 0
    again = store.start_background()
    watcher.next_sync("FINISHED")
    store.close()
    assert again.has_ended()
    with pytest.raises(LianxinError.Closed):
        store.start_background()
    subscription.cancel()


def test_what_the_host_says_of_its_network(county: County, phones: Phones) -> None:
    class Says(lianxin.Connectivity):
        def __init__(self, reach: Reach | None) -> None:
            self.says = reach

        def reach(self) -> Reach:
            if self.says is None:
                raise RuntimeError("no")
            return self.says

    for name, says, first in [("offline", Reach.OFFLINE, "IDLE"), ("throws", None, "STARTED")]:
        config = lianxin.StoreConfig(folder=str(phones.folder / name))
        store = lianxin.Store.open(config, Keys(), None, Says(says))
        phones.stores.append(store)
        store.enrol_blocking(county.code("chenming"))
        watcher = Watcher()
        subscription = store.observe(watcher)
        background = store.start_background()
        if first == "IDLE":
            assert watcher.told.empty()
            background.reach(Reach.ONLINE)
        watcher.next_sync("FINISHED")
        background.stop()
        subscription.cancel()
