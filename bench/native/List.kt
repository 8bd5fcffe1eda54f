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

/** As many as the core gives at once. */
private const val PAGE = 200

/** A list as an app draws it, page by page; how many rows it has. */
private fun pages(store: Store, rows: Int): Int {
    val households = store.households()
    return (0 until rows step PAGE).sumOf { offset ->
        val limit = minOf(PAGE, rows - offset).toUInt()
        households.rows(RowsFilter(order = RowsOrder.AREA, limit = limit, offset = offset.toUInt())).rows.size
    }
}

/** The host in Kotlin: FOLDER ROWS ROUNDS. */
fun main(arguments: Array<String>) {
    val (folder, rows, rounds) = arguments
    val whole = rows.toInt()
    val before = residentKb()
    val start = System.nanoTime()
    val store = Store.open(StoreConfig(folder), TurnedAround)
    val first = pages(store, whole)
    val openNs = System.nanoTime() - start
    check(first == whole) { "the whole list" }
    val openKb = residentKb() - before
    val times = List(rounds.toInt()) {
        val begun = System.nanoTime()
        pages(store, whole)
        System.nanoTime() - begun
    }.sorted()
    println("""{"open_us": ${openNs / 1e3}, "list_us": ${times[times.size / 2] / 1e3}, "open_kb": $openKb}""")
    store.close()
}
