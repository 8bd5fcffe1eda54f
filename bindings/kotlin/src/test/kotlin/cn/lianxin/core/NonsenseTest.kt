package cn.lianxin.core

import java.nio.charset.CharacterCodingException
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What no app should say, and what it is answered. */
class NonsenseTest {
    private val county = County.shared
    private val a = county.device("a")

    @AfterEach
    fun close() = a.closeStore()

    private fun household(code: String, name: String = "罗守山", vararg more: FieldChange) =
        AddHouseholdRequest(code = code, area = County.VILLAGE, headName = name, fields = more.toList())

    @Test
    fun `every kind of error is told apart`() {
        val home = a.households().add(household("N001"))
        val set = { field: String, value: String -> listOf(FieldChange(field = field, change = Change.Set(value))) }
        val closedPort = "http://127.0.0.1:1"
        val cases: List<Pair<String, () -> Any>> = listOf(
            "Fields fields" to { a.households().set("N001", set("phone", "abc")) },
            "Fields fields" to { a.households().set("N001", set("no_such_field", "1")) },
            "NotFound unknown_record" to { a.households().get("N404") },
            "NotFound unknown_record" to { a.visits().show("01a203a1-9a68-7386-b5a9-e52932b010a8") },
            "Misuse bad_id" to { a.visits().show("nonsense") },
            "Misuse bad_json" to { a.drafts().save(SaveDraftRequest(key = "k", kind = "visit", body = "{")) },
            "Refused already_there" to { a.households().add(household("N001")) },
            "Refused already_enrolled" to { a.enrolBlocking("$closedPort 2QQ0-SHGX-3J0J") },
            "Refused weak_passphrase" to { a.exportUnsent("1") },
            "NotAllowed not_allowed" to { a.comments().add(a.visits().add("N001", AddVisitRequest(kind = "home", text = "好")).visit.id, "批示") },
        )
        for ((expect, call) in cases) {
            assertEquals(expect, thrown<LianxinException> { call() }.word())
        }
        val wrong = thrown<LianxinException.Fields> { a.households().set("N001", set("phone", "abc")) }
        assertEquals(listOf("phone"), wrong.fields.map { it.field })
        assertTrue(wrong.fields.single().zh.isNotEmpty() && wrong.zh.isNotEmpty() && wrong.en.isNotEmpty())
        assertFalse(wrong.toString().contains("abc"))
        assertEquals(null, a.households().get(home.id).fields.phone)
    }

    @Test
    fun `the way and the server have kinds of their own`() {
        val fresh = Store.open(StoreConfig(county.folder()), Keys())
        val cases: List<Pair<String, () -> Any>> = listOf(
            "NotEnrolled not_enrolled" to { runBlocking { fresh.sync() } },
            "Refused enrol_text" to { fresh.enrolBlocking("nonsense") },
            "Network no_network" to { fresh.enrolBlocking("http://127.0.0.1:1 2QQ0-SHGX-3J0J") },
            "Server enrol_code_unknown" to { runBlocking { fresh.enrol("${county.url} 2QQ0-SHGX-3J0J") } },
        )
        for ((expect, call) in cases) {
            assertEquals(expect, thrown<LianxinException> { call() }.word())
        }
        fresh.closeStore()
    }

    @Test
    fun `text of any length is taken or refused whole`() {
        val huge = "山".repeat(8 * 1024 * 1024)
        assertEquals("Fields fields", thrown<LianxinException> { a.households().add(household("N002", huge)) }.word())
        assertEquals("NotFound unknown_record", thrown<LianxinException> { a.households().get("N002") }.word())
        assertEquals(emptyList<FoundView>(), a.search(huge))
        thrown<LianxinException> { a.households().get(huge) }
    }

    @Test
    fun `half a character is refused before it leaves Kotlin`() {
        for (half in listOf("\uD840", "山\uDC00", "\uDC00\uD840")) {
            thrown<CharacterCodingException> { a.households().add(household("N003", half)) }
            thrown<CharacterCodingException> { a.search(half) }
        }
        // A whole one beyond the basic plane, a combining mark, a zero, a line of another direction.
        for ((index, name) in listOf("𠮷田", "é", "罗·山").withIndex()) {
            assertEquals(name.normalized(), a.households().add(household("N01$index", name)).fields.headName?.normalized())
        }
        thrown<LianxinException> { a.households().add(household("N020", "a\u0000b")) }
    }

    private fun String.normalized() = java.text.Normalizer.normalize(this, java.text.Normalizer.Form.NFC)

    @Test
    fun `many threads ask one store`() {
        val threads = 16
        val pool = Executors.newFixedThreadPool(threads)
        val done = pool.invokeAll(
            List(threads) { number ->
                Callable {
                    repeat(10) { turn ->
                        a.households().add(household("T%02d%02d".format(number, turn)))
                        a.households().list(ListFilter(limit = 5u))
                        a.search("罗")
                    }
                    if (number % 4 == 0) a.syncBlocking()
                }
            },
        )
        done.forEach { it.get(PATIENCE_S, TimeUnit.SECONDS) }
        pool.shutdown()
        assertEquals(160, a.households().list(ListFilter()).count { it.fields.code.orEmpty().startsWith("T") })
        a.syncBlocking()
        assertEquals(0uL, a.status().unsent)
    }

    @Test
    fun `threads that call while the store closes get an answer or are told`() {
        val pool = Executors.newFixedThreadPool(8)
        val answers = List(8) {
            pool.submit(Callable {
                var count = 0
                try {
                    while (true) {
                        a.status()
                        count += 1
                    }
                    @Suppress("UNREACHABLE_CODE")
                    "never"
                } catch (closed: LianxinException.Closed) {
                    closed.code
                }
            })
        }
        a.households().add(household("N030"))
        a.closeStore()
        assertEquals(List(8) { "closed" }, answers.map { it.get(PATIENCE_S, TimeUnit.SECONDS) })
        pool.shutdown()
    }

    @Test
    fun `folders that cannot be one are refused`() {
        val file = Files.createTempFile("lianxin", ".txt")
        for (folder in listOf("", "a\u0000b", file.toString(), "$file/below", "/proc/no/such")) {
            assertEquals("Storage cannot_open", thrown<LianxinException> { Store.open(StoreConfig(folder), Keys()) }.word(), folder)
        }
        assertEquals(0L, Files.size(file))
        Files.delete(Path.of(file.toString()))
    }
}
