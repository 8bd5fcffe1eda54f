"""What every test may have: the county, and phones in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from county import County, Phones


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    made = County(tmp_path_factory.mktemp("county"))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def phones(county: County, tmp_path: Path) -> Iterator[Phones]:
    of_test = Phones(county, tmp_path)
    yield of_test
    of_test.close()
