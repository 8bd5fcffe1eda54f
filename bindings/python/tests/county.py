"""A real county: administered, served and reached as in an office. All people in it are invented."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import lianxin
from lianxin import Store, StoreConfig

VILLAGE = "431027100230"
TOWNSHIP = "431027100000"
AREAS = f"""code,name,level,parent
431027000000,桂东县,county,
{TOWNSHIP},沤江镇,township,431027000000
{VILLAGE},增口村,village,{TOWNSHIP}
"""
ACCOUNTS = [
    ("admin", "管理员", "admin", "431027000000"),
    ("shuji", "秦岭", "supervisor", TOWNSHIP),
    ("wangfang", "王芳", "cadre", TOWNSHIP),
    ("chenming", "陈明", "cadre", TOWNSHIP),
]
HOUSEHOLDS = 40


def roster() -> str:
    """Households 0001 to 0040, each with a head."""
    lines = ["户编号,村,组,户主,姓名,与户主关系,电话,住址"]
    for number in range(1, HOUSEHOLDS + 1):
        head = f"罗{chr(0x4E00 + number)}"
        lines.append(f"{number:04},增口村,1组,{head},{head},户主,1390000{number:04},上坪{number}号")
    return "\n".join(lines) + "\n"


def binary() -> str:
    """The binary `lianxin`, which `cargo xtask test` names."""
    return os.environ["LIANXIN_BIN"]


class Keys(lianxin.KeyStore):
    """Stands in for a phone's key store: the wrapped key is of no use without this object."""

    def __init__(self, pad: int = 0x5A) -> None:
        self.pad = pad
        self.asked: list[str] = []

    def wrap(self, key: bytes) -> bytes:
        self.asked.append("wrap")
        return b"sealed:" + bytes(byte ^ self.pad for byte in key)

    def unwrap(self, wrapped: bytes) -> bytes:
        self.asked.append("unwrap")
        return bytes(byte ^ self.pad for byte in wrapped.removeprefix(b"sealed:"))


class County:
    """Its data, its server, and the phones of its people."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        areas, people = folder / "areas.csv", folder / "roster.csv"
        areas.write_text(AREAS, encoding="utf-8")
        people.write_text(roster(), encoding="utf-8")
        self.admin("area", "import", str(areas))
        for login, name, role, area in ACCOUNTS:
            self.admin("user", "add", "--name", name, "--login", login, "--role", role, "--area", area)
        self.admin("roster", "import", str(people))
        for login in ["wangfang", "chenming"]:
            self.admin("assign", "--login", login, "--area", VILLAGE, "--kind", "lead")
        self.server: subprocess.Popen[str] | None = None
        self.url = ""

    def admin(self, *words: str) -> Any:
        """`lianxin admin …`"""
        command = [binary(), "--json", "admin", "--data", str(self.folder / "data"), *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return json.loads(done.stdout)

    def start(self) -> None:
        """Serves it on a free port."""
        command = [binary(), "--json", "serve", "--data", str(self.folder / "data"), "--listen", "127.0.0.1:0"]
        self.server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.server.stdout is not None
        self.url = json.loads(self.server.stdout.readline())["url"]

    def stop(self) -> None:
        """The server is gone, its data stays."""
        if self.server is not None:
            self.server.kill()
            self.server.wait()
            if self.server.stdout is not None:
                self.server.stdout.close()
            self.server = None

    def code(self, login: str, url: str | None = None) -> str:
        """What an administrator shows for a new phone."""
        return f"{url or self.url} {self.admin('enrol', '--login', login)['code']}"


class Phones:
    """Stores of one test; closed at its end."""

    def __init__(self, county: County, folder: Path) -> None:
        self.county = county
        self.folder = folder
        self.stores: list[Store] = []

    def blank(self, name: str, keys: lianxin.KeyStore | None = None, log: lianxin.Log | None = None) -> Store:
        """A store that belongs to nobody, or the one of that name again."""
        store = Store.open(StoreConfig(folder=str(self.folder / name)), keys or Keys(), log)
        self.stores.append(store)
        return store

    def of(self, login: str, url: str | None = None, name: str | None = None, log: lianxin.Log | None = None) -> Store:
        """An enrolled phone with everything on it."""
        store = self.blank(name or login, log=log)
        store.enrol_blocking(self.county.code(login, url))
        store.sync_blocking()
        return store

    def close(self) -> None:
        for store in self.stores:
            store.close()


class Proxy:
    """Carries bytes between phones and server, until it is told to hold them."""

    def __init__(self, target: str) -> None:
        host, port = target.removeprefix("http://").split(":")
        self.target = (host, int(port))
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.held = threading.Event()
        self.holding = False
        self.sockets: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                phone, _ = self.listener.accept()
            except OSError:
                return
            self.sockets.append(phone)
            if self.holding:
                # The request comes, and nothing goes back.
                self.held.set()
                continue
            server = socket.create_connection(self.target)
            self.sockets.append(server)
            for one, other in [(phone, server), (server, phone)]:
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    @staticmethod
    def _carry(one: socket.socket, other: socket.socket) -> None:
        try:
            while piece := one.recv(65536):
                other.sendall(piece)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self) -> None:
        for each in [self.listener, *self.sockets]:
            each.close()


@contextmanager
def proxy(county: County) -> Iterator[Proxy]:
    """A proxy before the county's server."""
    between = Proxy(county.url)
    try:
        yield between
    finally:
        between.close()
