"""Two cadres who contradict each other, and one who settles it."""

from lianxin import set_field

from county import Phones


def test_two_phones_contradict_each_other(phones: Phones) -> None:
    wang, chen = phones.of("wangfang"), phones.of("chenming")
    for store, number in [(wang, "13922220001"), (chen, "13922220002")]:
        household = store.households().get("0002")
        store.households().set("0002", [set_field("phone", number)], household.heads)
    wang.sync_blocking()
    chen.sync_blocking()
    wang.sync_blocking()
    for store in [wang, chen]:
        [conflict] = [one for one in store.conflicts().list() if one.title == "罗丂"]
        assert (conflict.conflict.field, conflict.conflict.zh) == ("phone", "电话")
        rivals = {rival.name: rival.text for rival in conflict.conflict.rivals}
        assert rivals == {"王芳": "13922220001", "陈明": "13922220002"}
    assert chen.conflicts().settle(conflict.document, "phone", None, "13922220002") == []
    chen.sync_blocking()
    wang.sync_blocking()
    assert wang.conflicts().count() == chen.conflicts().count() == 0
    assert wang.households().get("0002").fields.phone == "13922220002"
    same = [store.households().get("0002").heads for store in [wang, chen]]
    assert same[0] == same[1]
