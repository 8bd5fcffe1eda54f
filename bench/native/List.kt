package cn.lianxin.bench

import cn.lianxin.core.KeyStore
import cn.lianxin.core.RowsFilter
import cn.lianxin.core.RowsOrder
import cn.lianxin.core.Store
import cn.lianxin.core.StoreConfig
import java.io.File

/** As the store was made. */
private object TurnedAround : KeyStore {
    override fun wrap(key: ByteArray) = key.reversedArray()

    override fun unwrap(wrapped: ByteArray) = wrapped.reversedArray()
}

private fun residentKb(): Long {
    val line = File("/proc/self/status").readLines().first { it.startsWith("VmRSS:") }
    return line.removePrefix("VmRSS:").removeSuffix("kB").trim().toLong()
}

/** The host in Kotlin: FOLDER ROWS ROUNDS. */
fun main(arguments: Array<String>) {
    val (folder, rows, rounds) = arguments
    val filter = RowsFilter(order = RowsOrder.AREA, limit = rows.toUInt())
    val before = residentKb()
    val start = System.nanoTime()
    val store = Store.open(StoreConfig(folder), TurnedAround)
    val households = store.households()
    val first = households.rows(filter)
    val openNs = System.nanoTime() - start
    check(first.rows.size == rows.toInt()) { "the whole list" }
    val openKb = residentKb() - before
    val times = List(rounds.toInt()) {
        val begun = System.nanoTime()
        households.rows(filter)
        System.nanoTime() - begun
    }.sorted()
    println("""{"open_us": ${openNs / 1e3}, "list_us": ${times[times.size / 2] / 1e3}, "open_kb": $openKb}""")
    store.close()
}
