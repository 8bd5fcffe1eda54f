"""The library and its bindings belong together."""

import importlib.util
import re
import shutil
import sys
from pathlib import Path
from types import ModuleType

import lianxin
import pytest


def load(source: str, folder: Path) -> ModuleType:
    """The bindings of that text, beside the real library."""
    own = Path(lianxin.__file__).parent
    for library in own.glob("*lianxin_ffi*"):
        shutil.copy(library, folder)
    path = folder / "stale.py"
    path.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("stale", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["stale"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("what", ["checksum", "contract"])
def test_a_stale_library_is_refused(tmp_path: Path, what: str) -> None:
    source = (Path(lianxin.__file__).parent / "_lianxin.py").read_text(encoding="utf-8")
    pattern = {"checksum": r"(checksum_\w+\(\) != )(\d+)", "contract": r"(bindings_contract_version = )(\d+)"}[what]
    stale, count = re.subn(pattern, lambda found: f"{found[1]}{(int(found[2]) + 1) % 65536}", source, count=1)
    assert count == 1
    with pytest.raises(Exception, match="mismatch"):
        load(stale, tmp_path)


def test_the_same_library_is_taken(tmp_path: Path) -> None:
    source = (Path(lianxin.__file__).parent / "_lianxin.py").read_text(encoding="utf-8")
    assert load(source, tmp_path).Store is not lianxin.Store


def test_it_says_that_it_is_typed() -> None:
    assert (Path(lianxin.__file__).parent / "py.typed").is_file()


def test_the_types_of_errors_are_those_that_there_are() -> None:
    text = (Path(lianxin.__file__).parent / "errors.py").read_text(encoding="utf-8")
    declared = set(re.findall(r"^        class (\w+)\(", text, re.MULTILINE))
    there = {
        name
        for error in [lianxin.LianxinError, lianxin.HostError]
        for name, value in vars(error).items()
        if isinstance(value, type)
    }
    assert declared == there
