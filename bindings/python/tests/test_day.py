"""A day of a cadre: enrolled, out of range all day, then in range."""

from lianxin import (
    AddDiaryEntryRequest,
    AddVisitRequest,
    CaseEventRequest,
    CaseStatus,
    ListFilter,
    OpenCaseRequest,
    RecordVisitRequest,
    RowsFilter,
    RowsOrder,
    add_to_field,
    set_field,
)

from county import HOUSEHOLDS, Phones


def test_a_day(phones: Phones) -> None:
    wang = phones.of("wangfang")
    status = wang.status()
    assert (status.enrolled, status.user_name, status.role, status.unsent) == (True, "王芳", "cadre", 0)
    page = wang.households().rows(RowsFilter(order=RowsOrder.AREA, limit=10))
    assert (page.total, len(page.rows)) == (HOUSEHOLDS, 10)

    # In the village, without signal.
    home = wang.households().show("0001")
    visit = wang.visits().record(
        RecordVisitRequest(
            household="0001",
            visit=AddVisitRequest(
                kind="home",
                text="老人安好，屋顶漏雨",
                cases=[OpenCaseRequest(ledger="livelihood", title="屋顶漏雨", text="堂屋漏雨")],
            ),
            corrections=[set_field("phone", "13911110001"), add_to_field("categories", "低保户")],
            seen_heads=home.household.heads,
        )
    )
    assert visit.visit.fields.text == "老人安好，屋顶漏雨"
    case = visit.cases[0]
    assert case.fields.status == CaseStatus.REGISTERED
    assert "accepted" in wang.cases().next(case.id)
    case = wang.cases().step(case.id, CaseEventRequest(kind="accepted"), case.heads)
    case = wang.cases().step(case.id, CaseEventRequest(kind="acted", text="请了瓦匠"), case.heads)
    assert case.fields.status == CaseStatus.ACTING
    draft = wang.diary().draft()
    assert draft is not None and "屋顶漏雨" in draft.text
    entry = wang.diary().add(
        AddDiaryEntryRequest(text=draft.text, households=draft.households, visits=draft.visits, cases=draft.cases)
    )
    assert wang.diary().submit(entry.id).fields.submitted is True
    assert wang.households().get("0001").fields.phone == "13911110001"
    waiting = wang.status().unsent
    assert waiting > 0

    # In the evening, in range.
    report = wang.sync_blocking()
    assert (report.accepted, report.refused) == (waiting, 0)
    assert wang.status().unsent == 0

    chen = phones.of("chenming")
    household = chen.households().get("0001")
    assert (household.fields.phone, household.fields.categories) == ("13911110001", ["低保户"])
    seen = chen.visits().list(ListFilter(household=household.id))
    assert [one.fields.text for one in seen] == ["老人安好，屋顶漏雨"]
    assert seen[0].people == {seen[0].fields.author: "王芳"}
    history = chen.history(household.id)
    assert any(step.field == "phone" for entry in history for step in entry.steps)


def test_drafts_phrases_and_forms(phones: Phones) -> None:
    import json

    from lianxin import Kind, SaveDraftRequest

    store = phones.of("wangfang", name="drafts")
    store.drafts().save(SaveDraftRequest(key="visit-1", kind="visit", body=json.dumps({"text": "还没写完"})))
    kept = store.drafts().get("visit-1")
    assert kept is not None and json.loads(kept.body) == {"text": "还没写完"}
    store.drafts().drop("visit-1")
    assert store.drafts().list() == []
    assert store.phrases().set(["要买药", "要买药", "缺水"]) == ["要买药", "缺水"]
    fields = {field.path: field for field in store.catalogue().fields(Kind.HOUSEHOLD)}
    assert (fields["phone"].zh, fields["phone"].value.name if fields["phone"].value else None) == ("电话", "phone")
    assert "visit.kind" in store.catalogue().choices()
    assert [area.name for area in store.reference().areas() if area.level == "village"] == ["增口村"]
    assert store.today().show().day == store.day()
