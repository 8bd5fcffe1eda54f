"""The core's table of calls, by name: what every host has."""

import json

import pytest
from lianxin import LianxinError

from county import Phones


def test_calls_by_name(phones: Phones) -> None:
    store = phones.of("wangfang")
    rows = json.loads(store.call("households.rows", json.dumps({"limit": 3})))
    assert [row["code"] for row in rows["rows"]] == ["0001", "0002", "0003"]
    household = json.loads(store.call("households.get", json.dumps({"household": "0036"})))
    change = {"field": "phone", "change": {"set": "13922220036"}}
    store.call("households.set", json.dumps({"id": household["id"], "changes": [change]}))
    assert store.households().get("0036").fields.phone == "13922220036"
    cases = [
        ("households.get", {"household": "9999"}, LianxinError.NotFound, "unknown_record"),
        ("households.get", {}, LianxinError.Misuse, "bad_call"),
        ("no.such", {}, LianxinError.Misuse, "bad_call"),
    ]
    for name, asked, kind, code in cases:
        with pytest.raises(kind) as told:
            store.call(name, json.dumps(asked))
        assert told.value.code == code
    store.close()
    with pytest.raises(LianxinError.Closed):
        store.call("status.show", "{}")
