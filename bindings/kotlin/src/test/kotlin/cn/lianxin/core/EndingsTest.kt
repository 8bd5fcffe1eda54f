package cn.lianxin.core

import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What ends in the middle: a sync, a store, a callback. */
class EndingsTest {
    private val county = County.shared

    private fun household(code: String) = AddHouseholdRequest(code = code, area = County.VILLAGE, headName = "罗守山")

    @Test
    fun `a coroutine that is cancelled in the middle of a sync loses nothing`() = Link(county.url).use { link ->
        val a = county.device("a", by = link.url)
        a.households().add(household("E001"))
        val arrived = link.goDumb()
        runBlocking {
            val sync = async(Dispatchers.IO) { a.sync() }
            assertTrue(arrived.await(PATIENCE_S, TimeUnit.SECONDS))
            sync.cancel()
            thrown<CancellationException> { runBlocking { sync.await() } }
        }
        assertEquals(1uL, a.status().unsent)
        link.wake()
        a.syncBlocking()
        assertEquals(0uL, a.status().unsent)
        a.closeStore()
    }

    @Test
    fun `closing ends a sync that is under way`() = Link(county.url).use { link ->
        val a = county.device("a", by = link.url)
        a.households().add(household("E002"))
        val arrived = link.goDumb()
        val told = Told<String>()
        thread { told.add(thrown<LianxinException> { a.syncBlocking() }.word()) }
        assertTrue(arrived.await(PATIENCE_S, TimeUnit.SECONDS))
        a.closeStore()
        assertEquals("Closed closed", told.next())
    }

    @Test
    fun `after closing every call says so`() {
        val a = county.device("a")
        val households = a.households()
        val background = a.startBackground()
        a.closeStore()
        a.closeStore()
        val calls: Map<String, () -> Any> = mapOf(
            "status" to { a.status() },
            "search" to { a.search("罗") },
            "households" to { a.households().list(ListFilter()) },
            "an object from before" to { households.add(household("E003")) },
            "sync" to { runBlocking { a.sync() } },
            "sync that waits" to { a.syncBlocking() },
            "enrol" to { a.enrolBlocking("http://127.0.0.1:1 0000-0000-0000") },
            "background" to { a.startBackground() },
        )
        for ((name, call) in calls) {
            assertEquals("Closed closed", thrown<LianxinException> { call() }.word(), name)
        }
        assertTrue(background.hasEnded())
        // A handle that was let go is the platform's own complaint: there is nothing left to ask.
        a.destroy()
        thrown<IllegalStateException> { a.status() }
    }

    @Test
    fun `letting go of every handle closes the store too`() {
        val folder = county.folder()
        val keys = Keys()
        Store.open(StoreConfig(folder), keys).use { store ->
            store.drafts().use { it.save(SaveDraftRequest(key = "k", kind = "visit", body = "1")) }
        }
        Store.open(StoreConfig(folder), keys).use { store -> assertEquals("1", store.drafts().get("k")?.body) }
    }

    @Test
    fun `a callback that throws is written to the log and disturbs nobody`() {
        val lines = Told<LogLine>()
        val a = county.device("a", log = object : Log {
            override fun line(line: LogLine) {
                lines.add(line)
                error("the log throws too")
            }
        })
        val heard = Told<String>()
        val subscriptions = listOf(IllegalStateException("罗守山"), HostException.Failed(), OutOfMemoryError("pretended")).map { thrown ->
            a.observe(object : Observer {
                override fun changed(records: List<ChangedView>) = throw thrown
                override fun sync(event: SyncEvent) = Unit
                override fun conflicts(count: ULong) = Unit
            })
        } + a.observe(object : Observer {
            override fun changed(records: List<ChangedView>) = heard.add(records.single().id)
            override fun sync(event: SyncEvent) = Unit
            override fun conflicts(count: ULong) = Unit
        })
        val home = a.households().add(household("E004"))
        assertEquals(home.id, heard.next())
        // What is no exception goes past the log: JNA prints it, and the call counts as done.
        repeat(2) {
            val line = lines.next { it.code == "callback_failed" }
            assertEquals(listOf(LogLevel.ERROR, "changed"), listOf(line.level, line.text))
        }
        subscriptions.forEach(Subscription::cancel)
        a.closeStore()
    }

    @Test
    fun `a callback may ask the store, write to it and close it`() {
        val a = county.device("a")
        val told = Told<String>()
        val subscription = a.observe(object : Observer {
            override fun changed(records: List<ChangedView>) {
                val code = a.households().get(records.first().id).fields.code
                told.add("read $code")
                if (code == "E005") {
                    a.households().add(household("E006"))
                } else {
                    a.closeStore()
                    told.add("closed")
                }
            }

            override fun sync(event: SyncEvent) = Unit
            override fun conflicts(count: ULong) = Unit
        })
        a.households().add(household("E005"))
        assertEquals(listOf("read E005", "read E006", "closed"), List(3) { told.next() })
        assertEquals("Closed closed", thrown<LianxinException> { a.status() }.word())
        subscription.cancel()
    }
}
