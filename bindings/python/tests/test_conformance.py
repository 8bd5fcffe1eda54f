"""The scenario that every language passes."""

import subprocess
import sys
from pathlib import Path

from county import binary


def test_the_scenario_of_all_languages() -> None:
    driver = Path(binary()).with_name("lianxin-conformance")
    host = Path(__file__).with_name("host.py")
    done = subprocess.run([driver, sys.executable, "-B", host], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
