package cn.lianxin.core

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Whole days of a cadre, against the real server. */
class DayTest {
    private val county = County.shared

    private fun household(code: String) =
        AddHouseholdRequest(code = code, area = County.VILLAGE, headName = "罗守山", fields = listOf(phone("13900000001")))

    private fun phone(number: String) = FieldChange(field = "phone", change = Change.Set(number))

    @Test
    fun `a device is enrolled and knows whose it is`() {
        val store = Store.open(StoreConfig(county.folder()), Keys())
        assertFalse(store.status().enrolled)
        val status = runBlocking { store.enrol(county.enrolText("a")) }
        assertEquals(listOf(true, "干部甲", "cadre"), listOf(status.enrolled, status.userName, status.role))
        store.closeStore()
    }

    @Test
    fun `a day without signal reaches the other phone`() {
        val a = county.device("a")
        val b = county.device("b")
        val home = a.households().add(household("D001"))
        val text = "老人安好，屋顶漏雨。"
        val case = OpenCaseRequest(ledger = "livelihood", title = "修屋顶", text = "屋顶漏雨，想修。")
        val added = a.visits().add("D001", AddVisitRequest(kind = "home", text = text, cases = listOf(case)))
        a.persons().add("D001", AddPersonRequest(name = "罗小山", relation = "child"))
        val draft = a.diary().draft()!!
        assertTrue(added.visit.id in draft.visits)
        val entry = a.diary().add(AddDiaryEntryRequest(text = draft.text, visits = draft.visits, households = draft.households))
        a.diary().submit(entry.id)
        assertTrue(a.status().unsent > 4uL)

        val sent = runBlocking { a.sync() }
        assertEquals(sent.sent, sent.accepted)
        assertEquals(0uL, a.status().unsent)
        assertEquals(Light.SAFE, a.today().light().state)
        runBlocking { b.sync() }
        val page = b.households().show("D001")
        assertEquals(home.id, page.household.id)
        assertEquals(listOf(text), page.visits.map { it.fields.text })
        assertEquals(listOf("修屋顶"), page.cases.map { it.fields.title })
        assertEquals(CaseStatus.REGISTERED, page.cases.single().fields.status)
        assertEquals(listOf("罗小山"), page.persons.map { it.fields.name })
        assertEquals(listOf(home.id), b.search("lss").filter { it.kind == Kind.HOUSEHOLD && it.id == home.id }.map { it.id })
        a.closeStore()
        b.closeStore()
    }

    @Test
    fun `two phones contradict each other and somebody settles it`() {
        val a = county.device("a")
        val b = county.device("b")
        val told = Told<ULong>()
        val subscription = b.observe(object : Observer {
            override fun changed(records: List<ChangedView>) = Unit
            override fun sync(event: SyncEvent) = Unit
            override fun conflicts(count: ULong) = told.add(count)
        })
        val home = a.households().add(household("D002"))
        a.syncBlocking()
        b.syncBlocking()
        a.households().set("D002", listOf(phone("13900001111")))
        b.households().set("D002", listOf(phone("13900002222")))
        a.syncBlocking()
        b.syncBlocking()

        told.next { it > 0uL }
        val conflict = b.conflicts().list().single { it.document == home.id }.conflict
        assertEquals("phone", conflict.field)
        assertEquals(setOf("13900001111", "13900002222"), conflict.rivals.map { it.text }.toSet())
        assertEquals(setOf<String?>("干部甲", "干部乙"), conflict.rivals.map { it.name }.toSet())
        assertEquals(emptyList<ConflictView>(), b.conflicts().settle(home.id, "phone", null, "13900002222"))
        b.syncBlocking()
        a.syncBlocking()
        val settled = a.households().get("D002")
        assertEquals("13900002222", settled.fields.phone)
        assertEquals(emptyList<ConflictView>(), settled.conflicts)
        assertTrue(a.history(home.id).size >= 4)
        subscription.cancel()
        a.closeStore()
        b.closeStore()
    }

    @Test
    fun `a form that was open meanwhile writes no old value back`() {
        val a = county.device("a")
        val shown = a.households().add(household("D003"))
        a.households().set("D003", listOf(phone("13900003333")))
        val change = FieldChange(field = "address", change = Change.Set("上坪5号"))
        a.households().set("D003", listOf(change), seenHeads = shown.heads)
        val now = a.households().get("D003").fields
        assertEquals(listOf("13900003333", "上坪5号"), listOf(now.phone, now.address))
        a.closeStore()
    }

    @Test
    fun `an observer hears of records and of a sync, until the subscription ends`() {
        val a = county.device("a")
        val heard = Told<ChangedView>()
        val events = Told<SyncEvent>()
        val subscription = a.observe(object : Observer {
            override fun changed(records: List<ChangedView>) = records.forEach(heard::add)
            override fun sync(event: SyncEvent) = events.add(event)
            override fun conflicts(count: ULong) = Unit
        })
        val home = a.households().add(household("D004"))
        assertEquals(Kind.HOUSEHOLD, heard.next { it.id == home.id }.kind)
        val progress = Told<SyncReport>()
        runBlocking {
            a.sync(object : SyncProgress {
                override fun progress(soFar: SyncReport) = progress.add(soFar)
            })
        }
        assertEquals(1uL, progress.next { !it.more }.accepted)
        events.next { it is SyncEvent.Started }
        assertEquals(0uL, (events.next { it is SyncEvent.Finished } as SyncEvent.Finished).waiting)

        subscription.cancel()
        // Told on the same thread, in order: the second observer has heard of it when the first one would have.
        val other = Told<ChangedView>()
        val second = a.observe(object : Observer {
            override fun changed(records: List<ChangedView>) = records.forEach(other::add)
            override fun sync(event: SyncEvent) = Unit
            override fun conflicts(count: ULong) = Unit
        })
        a.households().set("D004", listOf(phone("13900004444")))
        other.next { it.id == home.id }
        assertTrue(heard.isEmpty())
        second.destroy()
        a.closeStore()
    }

    @Test
    fun `the background syncs by itself after an edit`() {
        val a = county.device("a")
        val finished = Told<SyncEvent>()
        val subscription = a.observe(object : Observer {
            override fun changed(records: List<ChangedView>) = Unit
            override fun sync(event: SyncEvent) = finished.add(event)
            override fun conflicts(count: ULong) = Unit
        })
        val background = a.startBackground()
        a.households().add(household("D005"))
        finished.next { it is SyncEvent.Finished && it.report.accepted > 0uL }
        assertEquals(0uL, a.status().unsent)
        assertFalse(background.hasEnded())
        background.stop()
        assertTrue(background.hasEnded())
        subscription.cancel()
        a.closeStore()
    }

    @Test
    fun `what is being written is kept as a draft`() {
        val folder = county.folder()
        val keys = Keys()
        val store = Store.open(StoreConfig(folder), keys)
        store.drafts().save(SaveDraftRequest(key = "visit", kind = "visit", body = """{"text":"屋顶"}"""))
        store.closeStore()
        val again = Store.open(StoreConfig(folder), keys)
        assertEquals("""{"text":"屋顶"}""", again.drafts().get("visit")?.body)
        again.drafts().drop("visit")
        assertNull(again.drafts().get("visit"))
        again.closeStore()
    }
}
