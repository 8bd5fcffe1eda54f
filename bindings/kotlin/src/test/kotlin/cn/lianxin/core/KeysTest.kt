package cn.lianxin.core

import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The key of the store's file, and who keeps it. */
class KeysTest {
    private val county = County.shared

    private class Spoilt(private val work: (ByteArray) -> ByteArray) : KeyStore {
        override fun wrap(key: ByteArray): ByteArray = work(key)
        override fun unwrap(wrapped: ByteArray): ByteArray = work(wrapped)
    }

    private fun open(folder: String, keys: KeyStore) = Store.open(StoreConfig(folder), keys)

    @Test
    fun `nothing of it can be read in the folder`() {
        val folder = county.folder()
        val store = open(folder, Keys())
        store.drafts().save(SaveDraftRequest(key = "k", kind = "visit", body = "\"a-most-peculiar-sentence\""))
        val files = File(folder).listFiles().orEmpty()
        assertTrue(files.any { it.name == "lianxin.db" } && files.sumOf { it.length() } > 4096)
        for (file in files) {
            val text = file.readBytes().toString(Charsets.ISO_8859_1)
            assertFalse(text.contains("peculiar") || text.contains("SQLite format"), file.name)
        }
        store.closeStore()
    }

    @Test
    fun `a key store that fails leaves the store as it is`() {
        val folder = county.folder()
        val keys = Keys()
        open(folder, keys).apply { drafts().save(SaveDraftRequest(key = "k", kind = "visit", body = "1")) }.closeStore()
        val before = File(folder, "lianxin.db").readBytes()
        val cases = mapOf(
            "another key" to Keys(),
            "it throws" to Spoilt { throw HostException.Failed() },
            "it throws something else" to Spoilt { error("罗守山") },
            "it throws what is no exception" to Spoilt { throw OutOfMemoryError("pretended") },
            "it gives nothing" to Spoilt { ByteArray(0) },
            "it gives too much" to Spoilt { ByteArray(33) },
        )
        for ((name, spoilt) in cases) {
            assertEquals("Key key_refused", thrown<LianxinException> { open(folder, spoilt) }.word(), name)
        }
        assertEquals("Key wrong_key", thrown<LianxinException> { open(folder, Spoilt { ByteArray(32) }) }.word())
        assertTrue(before.contentEquals(File(folder, "lianxin.db").readBytes()))
        val again = open(folder, keys)
        assertEquals("1", again.drafts().get("k")?.body)
        again.closeStore()
    }

    @Test
    fun `a store whose wrapped key is gone is not begun anew`() {
        val folder = county.folder()
        val keys = Keys()
        open(folder, keys).closeStore()
        val wrapped = File(folder, "lianxin.key")
        val kept = wrapped.readBytes()
        assertTrue(wrapped.delete())
        assertEquals("Key key_lost", thrown<LianxinException> { open(folder, keys) }.word())
        wrapped.writeBytes(kept.copyOf(5))
        assertEquals("Key key_damaged", thrown<LianxinException> { open(folder, keys) }.word())
        wrapped.writeBytes(kept)
        open(folder, keys).closeStore()
    }

    @Test
    fun `a key store may itself open another store`() {
        val inner = county.folder()
        val innerKeys = Keys()
        val keys = Keys()
        val store = open(county.folder(), object : KeyStore {
            override fun wrap(key: ByteArray): ByteArray {
                open(inner, innerKeys).use { it.drafts().save(SaveDraftRequest(key = "inner", kind = "visit", body = "1")) }
                return keys.wrap(key)
            }

            override fun unwrap(wrapped: ByteArray): ByteArray = keys.unwrap(wrapped)
        })
        assertFalse(store.status().enrolled)
        store.closeStore()
    }

    @Test
    fun `an office's script keeps it by a passphrase`() {
        val folder = county.folder()
        open(folder, passphraseKeyStore("正确的马电池订书钉")).closeStore()
        open(folder, passphraseKeyStore("正确的马电池订书钉")).closeStore()
        val wrong = thrown<LianxinException> { open(folder, passphraseKeyStore("错误的马电池订书钉")) }
        assertEquals("Key key_refused", wrong.word())
        assertEquals("Refused weak_passphrase", thrown<LianxinException> { passphraseKeyStore("1") }.word())
    }
}
