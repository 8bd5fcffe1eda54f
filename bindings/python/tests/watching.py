"""Callbacks that keep what they were told, so that a test can wait for it."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import Any

import lianxin

PATIENCE_S = 30


class Watcher(lianxin.Observer):
    """Keeps what it is told, in order."""

    def __init__(self, then: Callable[[str], None] = lambda _: None) -> None:
        self.told: queue.Queue[tuple[str, object]] = queue.Queue()
        self.then = then

    def _keep(self, what: str, value: object) -> None:
        self.told.put((what, value))
        self.then(what)

    def changed(self, records: list[lianxin.ChangedView]) -> None:
        self._keep("changed", records)

    def sync(self, event: lianxin.SyncEvent) -> None:
        self._keep("sync", event)

    def conflicts(self, count: int) -> None:
        self._keep("conflicts", count)

    def next(self, what: str) -> Any:
        """The next of that kind; what comes before it is passed over."""
        while True:
            word, value = self.told.get(timeout=PATIENCE_S)
            if word == what:
                return value

    def next_sync(self, word: str) -> Any:
        """The next event of a sync of that name."""
        while True:
            event = self.next("sync")
            if getattr(event, f"is_{word}")():
                return event


class Lines(lianxin.Log):
    """Keeps the lines of the log."""

    def __init__(self) -> None:
        self.lines: queue.Queue[lianxin.LogLine] = queue.Queue()

    def line(self, line: lianxin.LogLine) -> None:
        self.lines.put(line)

    def next(self) -> lianxin.LogLine:
        return self.lines.get(timeout=PATIENCE_S)
