package cn.lianxin.conformance

import cn.lianxin.core.FieldFailure
import cn.lianxin.core.KeyStore
import cn.lianxin.core.Keys
import cn.lianxin.core.LianxinException
import cn.lianxin.core.Store
import cn.lianxin.core.StoreConfig
import cn.lianxin.core.code
import java.nio.charset.CharacterCodingException
import kotlinx.coroutines.runBlocking

/** The host of the conformance scenario in Kotlin (docs/conformance.md): a line is asked, a line is answered. */
object Host {
    private val stores = mutableMapOf<String, Store>()
    private val keys = mutableMapOf<String, KeyStore>()

    @JvmStatic
    fun main(arguments: Array<String>) {
        val asked = System.`in`.bufferedReader(Charsets.UTF_8)
        val answers = System.out.bufferedWriter(Charsets.UTF_8)
        for (line in asked.lineSequence()) {
            answers.write(answer(line.split('\t')))
            answers.write("\n")
            answers.flush()
        }
        stores.values.forEach(Store::closeStore)
    }

    private fun answer(asked: List<String>): String = try {
        "ok\t${Json.written(Shapes.written(done(asked)))}"
    } catch (failed: LianxinException) {
        "failed\t${Json.written(failure(failed))}"
    } catch (_: BadCall) {
        BAD_CALL
    } catch (_: NotJson) {
        BAD_CALL
    } catch (_: CharacterCodingException) {
        BAD_CALL
    }

    private fun done(asked: List<String>): Any? {
        val device = asked[1]
        when (asked[0]) {
            "open" -> {
                val kept = keys.getOrPut(device) { Keys() }
                stores[device] = Store.open(StoreConfig(asked[2]), kept)
            }
            "close" -> stores.remove(device)?.closeStore()
            "enrol" -> runBlocking { stores.getValue(device).enrol("${asked[2]} ${asked[3]}") }
            "sync" -> return runBlocking { stores.getValue(device).sync() }
            "call" -> {
                val call = CALLS[asked[2]] ?: throw BadCall()
                val with = Json.read(asked[3]) as? Map<*, *> ?: throw BadCall()
                return call(stores.getValue(device), With(with))
            }
            else -> error("asked ${asked[0]}")
        }
        return null
    }

    private fun failure(failed: LianxinException): Map<String, Any> {
        // What a typed language refuses with a type, or the library for want of one, is one thing to the table of calls.
        val code = if (failed is LianxinException.Misuse) "bad_call" else failed.code
        val fields = (failed as? LianxinException.Fields)?.fields.orEmpty()
        return mapOf("code" to code, "fields" to fields.map { it: FieldFailure -> mapOf("field" to it.field, "code" to it.code) })
    }

    private const val BAD_CALL = "failed\t{\"code\":\"bad_call\",\"fields\":[]}"
}
