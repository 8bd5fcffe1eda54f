package cn.lianxin.conformance

import cn.lianxin.core.FieldChange
import cn.lianxin.core.Store
import kotlin.reflect.typeOf

/** What a call was given. */
class With(val json: Map<*, *>) {
    /** All of it, as one record. */
    inline fun <reified T> whole(): T = Shapes.read(json, typeOf<T>()) as T

    /** One part of it. */
    inline fun <reified T> at(key: String): T = Shapes.read(json[key], typeOf<T>()) as T

    val id: String get() = at("id")
    val household: String get() = at("household")
    val changes: List<FieldChange> get() = at("changes")
    val seen: List<String>? get() = at("seen_heads")
}

/** The table of calls, each as the typed call that an app makes. */
val CALLS: Map<String, (Store, With) -> Any?> = mapOf(
    "status.show" to { store, _ -> store.status() },
    "households.list" to { store, with -> store.households().list(with.whole()) },
    "households.rows" to { store, with -> store.households().rows(with.whole()) },
    "households.facets" to { store, _ -> store.households().facets() },
    "households.get" to { store, with -> store.households().get(with.household) },
    "households.show" to { store, with -> store.households().show(with.household) },
    "households.add" to { store, with -> store.households().add(with.whole()) },
    "households.set" to { store, with -> store.households().set(with.id, with.changes, with.seen) },
    "persons.list" to { store, with -> store.persons().list(with.whole()) },
    "persons.show" to { store, with -> store.persons().show(with.id) },
    "persons.add" to { store, with -> store.persons().add(with.household, with.at("person")) },
    "persons.set" to { store, with -> store.persons().set(with.id, with.changes, with.seen) },
    "visits.list" to { store, with -> store.visits().list(with.whole()) },
    "visits.show" to { store, with -> store.visits().show(with.id) },
    "visits.record" to { store, with -> store.visits().record(with.whole()) },
    "visits.set" to { store, with -> store.visits().set(with.id, with.changes, with.seen) },
    "cases.list" to { store, with -> store.cases().list(with.whole()) },
    "cases.show" to { store, with -> store.cases().show(with.id) },
    "cases.rows" to { store, with -> store.cases().rows(with.whole()) },
    "cases.next" to { store, with -> store.cases().next(with.id) },
    "cases.open" to { store, with -> store.cases().record(with.at("draft"), with.household, with.at("case")) },
    "cases.step" to { store, with -> store.cases().step(with.id, with.at("step"), with.seen) },
    "cases.set" to { store, with -> store.cases().set(with.id, with.changes, with.seen) },
    "assistance.list" to { store, with -> store.assistance().list(with.whole()) },
    "assistance.show" to { store, with -> store.assistance().show(with.id) },
    "assistance.add" to { store, with -> store.assistance().add(with.household, with.at("assistance")) },
    "assistance.set" to { store, with -> store.assistance().set(with.id, with.changes, with.seen) },
    "diary.list" to { store, with -> store.diary().list(with.whole()) },
    "diary.show" to { store, with -> store.diary().show(with.id) },
    "diary.draft" to { store, with -> store.diary().draft(with.at("date")) },
    "diary.add" to { store, with -> store.diary().add(with.whole()) },
    "diary.record" to { store, with -> store.diary().record(with.at("draft"), with.at("entry")) },
    "diary.write" to { store, with -> store.diary().write(with.id, with.at("text"), with.seen) },
    "diary.set" to { store, with -> store.diary().set(with.id, with.changes, with.seen) },
    "diary.submit" to { store, with -> store.diary().submit(with.id) },
    "comments.list" to { store, with -> store.comments().list(with.id) },
    "conflicts.list" to { store, _ -> store.conflicts().list() },
    "conflicts.settle" to { store, with -> store.conflicts().settle(with.id, with.at("field"), with.at("key"), with.at("text")) },
    "history.of" to { store, with -> store.history(with.id) },
    "search.find" to { store, with -> store.search(with.at("text")) },
    "set_aside.list" to { store, _ -> store.setAside().list() },
    "set_aside.retry" to { store, with -> store.setAside().retry(with.at("number")) },
    "set_aside.dismiss" to { store, with -> store.setAside().dismiss(with.at("number")) },
    "set_aside.decisions_seen" to { store, _ -> store.setAside().decisionsSeen() },
    "reference.areas" to { store, _ -> store.reference().areas() },
    "reference.users" to { store, _ -> store.reference().users() },
    "reference.categories" to { store, _ -> store.reference().categories() },
    "reference.assignments" to { store, _ -> store.reference().assignments() },
    "today.show" to { store, _ -> store.today().show() },
    "today.seen" to { store, with -> store.today().seen(with.at("ids")) },
    "light.show" to { store, _ -> store.today().light() },
    "drafts.list" to { store, _ -> store.drafts().list() },
    "drafts.get" to { store, with -> store.drafts().get(with.at("key")) },
    "drafts.save" to { store, with -> store.drafts().save(with.whole()) },
    "drafts.drop" to { store, with -> store.drafts().drop(with.at("key")) },
    "phrases.list" to { store, _ -> store.phrases().list() },
    "phrases.set" to { store, with -> store.phrases().set(with.at("phrases")) },
    "catalogue.fields" to { store, with -> store.catalogue().fields(with.at("kind")) },
    "catalogue.choices" to { store, _ -> store.catalogue().choices() },
)
