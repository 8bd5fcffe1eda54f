"""Every kind of error, as the host gets it."""

from collections.abc import Callable
from typing import Any

import pytest
from lianxin import (
    AddHouseholdRequest,
    AddPersonRequest,
    LianxinError,
    ListFilter,
    Store,
    set_field,
)

from county import VILLAGE, County, Phones

NOBODY = "01900000-0000-7000-8000-000000000000"


def told(call: Callable[[], object]) -> Any:
    with pytest.raises(LianxinError) as error:
        call()
    return error.value


def check(error: Any, kind: type[Exception], code: str) -> None:
    assert (type(error), error.code) == (kind, code)
    assert error.zh and error.en


def test_what_is_typed_wrongly(phones: Phones) -> None:
    store = phones.of("wangfang")
    changes = [
        set_field("phone", "1390000"),
        set_field("income_fen", "很多"),
    ]
    error = told(lambda: store.households().set("0030", changes))
    check(error, LianxinError.Fields, "fields")
    assert [field.field for field in error.fields] == ["phone", "income_fen"]
    assert all(field.code and field.zh and field.en for field in error.fields)
    assert "1390000" not in str(error) and "很多" not in str(error)
    blank = told(lambda: store.persons().add("0030", AddPersonRequest()))
    check(blank, LianxinError.Fields, "fields")
    assert store.status().unsent == 0


def test_what_is_not_there_or_not_allowed(phones: Phones) -> None:
    store = phones.of("wangfang")
    household = store.households().get("0030")
    cases: list[tuple[Callable[[], object], type[Exception], str]] = [
        (lambda: store.households().get("9999"), LianxinError.NotFound, "unknown_record"),
        (lambda: store.visits().show(NOBODY), LianxinError.NotFound, "unknown_record"),
        (lambda: store.set_aside().retry(7), LianxinError.NotFound, "unknown_record"),
        (lambda: store.comments().add(household.id, "好"), LianxinError.NotAllowed, "not_allowed"),
        (
            lambda: store.households().add(AddHouseholdRequest(code="0030", area=VILLAGE)),
            LianxinError.Refused,
            "already_there",
        ),
        (lambda: store.duplicates().undo("0030"), LianxinError.Refused, "not_merged"),
        (lambda: store.export_unsent("短"), LianxinError.Refused, "weak_passphrase"),
        (lambda: store.households().set("0030", [], ["00" * 32]), LianxinError.Refused, "unknown_heads"),
        (lambda: store.enrol_blocking("http://127.0.0.1:1 CODE"), LianxinError.Refused, "already_enrolled"),
        (lambda: store.visits().show("0030"), LianxinError.Misuse, "bad_id"),
        (lambda: store.visits().list(ListFilter(household="x")), LianxinError.Misuse, "bad_id"),
    ]
    for call, kind, code in cases:
        check(told(call), kind, code)


def test_on_the_way_to_the_server(county: County, phones: Phones) -> None:
    store = phones.blank("new")
    check(told(store.sync_blocking), LianxinError.NotEnrolled, "not_enrolled")
    check(told(lambda: store.enrol_blocking("只是几个字")), LianxinError.Refused, "enrol_text")
    check(told(lambda: store.enrol_blocking(f"{county.url} AAAA-AAAA-AAAA")), LianxinError.Server, "enrol_code_unknown")
    check(told(lambda: store.enrol_blocking("http://127.0.0.1:1 CODE")), LianxinError.Network, "no_network")
    check(
        told(lambda: store.households().add(AddHouseholdRequest(area=VILLAGE))), LianxinError.NotEnrolled, "not_enrolled"
    )


def test_after_it_was_closed(phones: Phones) -> None:
    store = phones.of("wangfang")
    households, today = store.households(), store.today()
    store.close()
    store.close()
    calls: list[Callable[[], object]] = [
        store.status,
        lambda: households.list(ListFilter()),
        lambda: today.show(),
        lambda: store.households().get("0030"),
        lambda: store.search("罗"),
        store.sync_blocking,
        lambda: store.enrol_blocking("http://127.0.0.1:1 CODE"),
        store.start_background,
    ]
    for call in calls:
        check(told(call), LianxinError.Closed, "closed")


def test_a_file_of_which_the_end_is_missing(phones: Phones) -> None:
    store = phones.of("wangfang", name="cut")
    store.close()
    path = phones.folder / "cut" / "lianxin.db"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2 // 4096 * 4096])

    def open_and_read() -> Store:
        return phones.blank("cut")

    error = told(open_and_read)
    check(error, LianxinError.Storage, "damaged")
