"""The Python host of the conformance scenario (docs/conformance.md): a line is asked, a line is answered."""

import io
import json
import sys

from lianxin import LianxinError, Store, StoreConfig

from county import Keys


class Host:
    """Two devices of one program."""

    def __init__(self) -> None:
        self.stores: dict[str, Store] = {}
        # One key store for all that are opened: it knows each by what it sealed.
        self.keys = Keys()

    def answer(self, asked: list[str]) -> str:
        """The line that answers."""
        try:
            return f"ok\t{self.done(*asked)}"
        except LianxinError as failed:
            fields = failed.fields if isinstance(failed, LianxinError.Fields) else []
            wrong = [{"field": field.field, "code": field.code} for field in fields]
            return f"failed\t{json.dumps({'code': failed.code, 'fields': wrong})}"

    def done(self, word: str, device: str, *rest: str) -> str:
        """Does it; what it gave, as JSON."""
        if word == "open":
            self.stores[device] = Store.open(StoreConfig(folder=rest[0]), self.keys)
            return "null"
        store = self.stores[device]
        match word:
            case "close":
                store.close()
            case "enrol":
                store.enrol_blocking(" ".join(rest))
            case "sync":
                store.sync_blocking()
            case "call":
                return store.call(*rest)
            case _:
                raise ValueError(word)
        return "null"


def main() -> None:
    """Until nobody asks any more."""
    host = Host()
    lines = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", newline="\n")
    for line in lines:
        sys.stdout.buffer.write(host.answer(line.removesuffix("\n").split("\t", 3)).encode() + b"\n")
        sys.stdout.buffer.flush()
    for store in host.stores.values():
        store.close()


if __name__ == "__main__":
    main()
