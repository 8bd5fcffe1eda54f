package cn.lianxin.core

import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import org.junit.jupiter.api.Assertions.assertThrows

/** A test that waits longer than this has failed. */
const val PATIENCE_S = 30L

/** What a thread of the library told, in order. */
class Told<T : Any> {
    private val queue = LinkedBlockingQueue<T>()

    fun add(what: T) {
        queue.put(what)
    }

    /** The next one that fits; what does not is passed over. */
    fun next(fits: (T) -> Boolean = { true }): T {
        while (true) {
            val told = queue.poll(PATIENCE_S, TimeUnit.SECONDS) ?: error("nothing was told")
            if (fits(told)) return told
        }
    }

    fun isEmpty(): Boolean = queue.isEmpty()
}

/** What the library threw. */
inline fun <reified E : Throwable> thrown(crossinline work: () -> Unit): E = assertThrows(E::class.java) { work() }

/** Its kind, and the word for programs in it. */
fun LianxinException.word(): String = "${javaClass.simpleName} $code"
