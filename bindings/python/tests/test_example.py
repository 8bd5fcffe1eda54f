"""The example runs from top to bottom, twice: the second day begins with what the first left."""

import os
import subprocess
import sys
from pathlib import Path

from county import County

EXAMPLE = Path(__file__).parents[3] / "examples" / "python-notebook" / "day.py"


def test_a_day_of_a_cadre(county: County, tmp_path: Path) -> None:
    environment = {**os.environ, "LIANXIN_FOLDER": str(tmp_path / "day"), "LIANXIN_ENROL": county.code("chenming")}
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-W", "error", str(EXAMPLE)], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert "陈明" in done.stdout and "0 wait" in done.stdout and "livelihood" in done.stdout
