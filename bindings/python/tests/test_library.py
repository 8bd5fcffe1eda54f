"""The library and its bindings belong together."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import lianxin
import pytest

OWN = Path(lianxin.__file__).parent


def imported(folder: Path, pattern: str | None) -> subprocess.CompletedProcess[str]:
    """What a program sees that imports a copy of the package, of whose bindings one number is another."""
    shutil.copytree(OWN, folder / "lianxin", ignore=shutil.ignore_patterns("__pycache__"))
    bindings = folder / "lianxin" / "_lianxin.py"
    if pattern is not None:
        source = bindings.read_text(encoding="utf-8")
        stale, count = re.subn(pattern, lambda found: f"{found[1]}{(int(found[2]) + 1) % 65536}", source, count=1)
        assert count == 1
        bindings.write_text(stale, encoding="utf-8")
    program = "import lianxin; print(lianxin.__file__)"
    return subprocess.run(
        [sys.executable, "-B", "-c", program], env={"PYTHONPATH": str(folder)}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("pattern", [r"(checksum_\w+\(\) != )(\d+)", r"(bindings_contract_version = )(\d+)"])
def test_a_stale_library_is_refused(tmp_path: Path, pattern: str) -> None:
    done = imported(tmp_path, pattern)
    assert done.returncode != 0 and "mismatch" in done.stderr


def test_the_same_library_is_taken(tmp_path: Path) -> None:
    done = imported(tmp_path, None)
    assert done.returncode == 0 and str(tmp_path) in done.stdout, done.stderr


def test_it_says_that_it_is_typed() -> None:
    assert (OWN / "py.typed").is_file()


def test_the_types_of_errors_are_those_that_there_are() -> None:
    text = (OWN / "errors.py").read_text(encoding="utf-8")
    declared = set(re.findall(r"^        class (\w+)\(", text, re.MULTILINE))
    there = {
        name
        for error in [lianxin.LianxinError, lianxin.HostError]
        for name, value in vars(error).items()
        if isinstance(value, type)
    }
    assert declared == there
