"""The store's file: nothing of it can be read without the host's key store."""

import os
from pathlib import Path

import lianxin
import pytest
from lianxin import LianxinError, Store, StoreConfig

from county import Keys, Phones


def open_at(folder: Path, keys: lianxin.KeyStore) -> Store:
    return Store.open(StoreConfig(folder=str(folder)), keys)


def test_the_file_has_no_plain_text(phones: Phones, tmp_path: Path) -> None:
    store = phones.of("wangfang", name="sealed")
    head = store.households().get("0003").fields.head_name
    assert head
    files = [path for path in (tmp_path / "sealed").iterdir() if path.is_file()]
    assert {"lianxin.db", "lianxin.key"} <= {path.name for path in files}
    for path in files:
        contents = path.read_bytes()
        for word in [head.encode(), "王芳".encode(), b"0003", b"SQLite format", b"CREATE TABLE"]:
            assert word not in contents, path.name


def test_the_key_is_made_once_and_only_kept_wrapped(tmp_path: Path) -> None:
    keys = Keys()
    open_at(tmp_path, keys).close()
    open_at(tmp_path, keys).close()
    assert keys.asked == ["wrap", "unwrap"]
    wrapped = (tmp_path / "lianxin.key").read_bytes()
    assert bytes(byte ^ keys.pad for byte in wrapped[-32:]) not in wrapped


class Throwing(lianxin.KeyStore):
    def wrap(self, key: bytes) -> bytes:
        raise RuntimeError("罗守山 13900000123")

    def unwrap(self, wrapped: bytes) -> bytes:
        raise lianxin.HostError.Failed()


class Answering(Keys):
    """Gives back something else than it was given."""

    def __init__(self, answer: object) -> None:
        super().__init__()
        self.answer = answer

    def wrap(self, key: bytes) -> bytes:
        return self.answer  # type: ignore[return-value]

    def unwrap(self, wrapped: bytes) -> bytes:
        return self.answer  # type: ignore[return-value]


def test_keys_that_do_not_fit(tmp_path: Path) -> None:
    good = tmp_path / "good"
    open_at(good, Keys()).close()
    kept = {path.name: path.read_bytes() for path in good.iterdir()}

    def changed(name: str, contents: bytes | None) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        for file, bytes_ in kept.items():
            if not (file == "lianxin.key" and contents is None):
                (folder / file).write_bytes(bytes_ if file != "lianxin.key" or contents is None else contents)
        return folder

    cases: list[tuple[Path, lianxin.KeyStore, str]] = [
        (good, Keys(pad=1), "wrong_key"),
        (good, Throwing(), "key_refused"),
        (good, Answering(b""), "key_refused"),
        (good, Answering(b"x" * 33), "key_refused"),
        (good, Answering(None), "key_refused"),
        (good, Answering(b"x" * 32), "wrong_key"),
        (tmp_path / "new", Throwing(), "key_refused"),
        (tmp_path / "new", Answering(b""), "key_refused"),
        (tmp_path / "new", Answering(bytes(100_000)), "key_refused"),
        (changed("lost", None), Keys(), "key_lost"),
        (changed("cut", kept["lianxin.key"][:5]), Keys(), "key_damaged"),
        (changed("empty", b""), Keys(), "key_damaged"),
    ]
    for folder, keys, code in cases:
        before = {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}
        with pytest.raises(LianxinError.Key) as told:
            open_at(folder, keys)
        assert told.value.code == code, folder
        assert "罗守山" not in str(told.value)
        for name, contents in before.items():
            assert (folder / name).read_bytes() == contents, (folder, name)
    open_at(good, Keys()).close()


def test_folders_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for folder in ["", "a\0b", str(tmp_path / "file"), str(tmp_path / "file" / "below"), "/proc/none"]:
        with pytest.raises(LianxinError.Storage) as told:
            Store.open(StoreConfig(folder=folder), Keys())
        assert told.value.code == "cannot_open"


def test_a_passphrase_keeps_the_key_of_a_script(tmp_path: Path) -> None:
    with pytest.raises(LianxinError.Refused) as weak:
        lianxin.passphrase_key_store("短")
    assert weak.value.code == "weak_passphrase"
    open_at(tmp_path, lianxin.passphrase_key_store("走遍千山万水架起")).close()
    with pytest.raises(LianxinError.Key) as told:
        open_at(tmp_path, lianxin.passphrase_key_store("走遍千山万水架落"))
    assert told.value.code == "key_refused"
    open_at(tmp_path, lianxin.passphrase_key_store("走遍千山万水架起")).close()


def test_nobody_else_reads_the_folder(tmp_path: Path) -> None:
    open_at(tmp_path / "own", Keys()).close()
    assert os.stat(tmp_path / "own").st_mode & 0o077 == 0
