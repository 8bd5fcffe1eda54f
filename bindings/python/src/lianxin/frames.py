"""Lists of records as data frames. Needs pandas (`pip install lianxin-core[frames]`); nothing else here does."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas

__all__ = ["frame", "rows"]


def rows(records: Iterable[object]) -> list[dict[str, Any]]:
    """One plain dictionary a record: the fields of a kind beside the record's id, words for choices, the rest as it is."""
    return [_row(record) for record in records]


def frame(records: Iterable[object]) -> pandas.DataFrame:
    """The same as a data frame, its columns in the order of the record's fields."""
    import pandas

    return pandas.DataFrame.from_records(rows(records))


def _row(record: object) -> dict[str, Any]:
    whole = _plain(record)
    if not isinstance(whole, dict):
        raise TypeError("not a record of lianxin")
    fields = whole.get("fields")
    return {"id": whole["id"], **fields} if isinstance(fields, dict) else whole


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.name.lower()
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if type(value).__module__ == "builtins":
        return value
    # A word with a value, such as a number or a text; else a record.
    values = getattr(value, "_values", None)
    return _plain(values[0]) if values is not None else {key: _plain(one) for key, one in vars(value).items()}
