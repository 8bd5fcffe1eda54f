package cn.lianxin.example

import cn.lianxin.core.AddDiaryEntryRequest
import cn.lianxin.core.AddHouseholdRequest
import cn.lianxin.core.AddVisitRequest
import cn.lianxin.core.CaseView
import cn.lianxin.core.Change
import cn.lianxin.core.FieldChange
import cn.lianxin.core.LianxinException
import cn.lianxin.core.OpenCaseRequest
import cn.lianxin.core.OpenConflictView
import cn.lianxin.core.Store
import cn.lianxin.core.StoreConfig
import cn.lianxin.core.SyncProgress
import cn.lianxin.core.SyncReport
import cn.lianxin.core.passphraseKeyStore
import cn.lianxin.core.zh
import kotlin.system.exitProcess
import kotlinx.coroutines.runBlocking

private const val USAGE = """一名干部的一天，在命令行上。口令取自环境变量 LIANXIN_PASSPHRASE。

  kotlin-cli 目录 enrol 网址 登记码           启用本机
  kotlin-cli 目录 sync                        同步
  kotlin-cli 目录 today                       今天要做的
  kotlin-cli 目录 add 户编号 区划 户主        登记一户
  kotlin-cli 目录 show 户编号                 一户的情况
  kotlin-cli 目录 phone 户编号 电话           改电话
  kotlin-cli 目录 visit 户编号 看到的 [诉求]  写走访，登记诉求
  kotlin-cli 目录 diary                       由当天的走访写成日记并上交
  kotlin-cli 目录 conflicts                   不同的说法
  kotlin-cli 目录 settle 户编号 字段 值       核实
"""

fun main(arguments: Array<String>) {
    val folder = arguments.getOrNull(0)
    val command = arguments.getOrNull(1)
    if (folder == null || command == null) {
        print(USAGE)
        exitProcess(2)
    }
    try {
        val keys = passphraseKeyStore(System.getenv("LIANXIN_PASSPHRASE").orEmpty())
        val store = Store.open(StoreConfig(folder), keys)
        try {
            Day(store).run(command, arguments.drop(2))
        } finally {
            store.closeStore()
        }
    } catch (wrong: LianxinException.Fields) {
        wrong.fields.forEach { System.err.println("${it.field}：${it.zh}") }
        exitProcess(1)
    } catch (failed: LianxinException) {
        System.err.println(failed.zh)
        exitProcess(1)
    }
}

/** What one may do in a day. */
private class Day(private val store: Store) {
    fun run(command: String, words: List<String>) = when (command) {
        "enrol" -> enrol(words.at(0), words.at(1))
        "sync" -> sync()
        "today" -> today()
        "add" -> add(words.at(0), words.at(1), words.at(2))
        "show" -> show(words.at(0))
        "phone" -> phone(words.at(0), words.at(1))
        "visit" -> visit(words.at(0), words.at(1), words.getOrNull(2))
        "diary" -> diary()
        "conflicts" -> store.conflicts().list().forEach(::told)
        "settle" -> settle(words.at(0), words.at(1), words.at(2))
        else -> usage()
    }

    private fun enrol(url: String, code: String) = runBlocking {
        val status = store.enrol("$url $code")
        println("已启用：${status.userName}")
        sync()
    }

    private fun sync() = runBlocking {
        val report = store.sync(object : SyncProgress {
            override fun progress(soFar: SyncReport) {
                if (soFar.more) println("……已上交 ${soFar.accepted}，已收到 ${soFar.received}")
            }
        })
        println("已同步：上交 ${report.accepted}，收到 ${report.received}")
    }

    private fun today() {
        val today = store.today().show()
        println("${today.day}：待回访 ${today.followUps.size}，待办 ${today.waiting.size}，久未走访 ${today.unseen.count}")
        today.waiting.forEach { println("  ${it.householdName.orEmpty()}  ${it.title}") }
        println("待上交 ${store.status().unsent}")
    }

    private fun add(code: String, area: String, head: String) {
        store.households().add(AddHouseholdRequest(code = code, area = area, headName = head))
        println("已登记 $code $head")
    }

    private fun show(code: String) {
        val page = store.households().show(code)
        val household = page.household.fields
        println("${household.code} ${household.headName} ${household.phone.orEmpty()}")
        page.visits.forEach { println("  走访 ${it.fields.date}  ${it.fields.text}") }
        page.cases.forEach { println("  诉求 ${it.fields.title}（${status(it)}）") }
    }

    private fun status(case: CaseView): String {
        val words = store.catalogue().choices().getValue("case.status")
        return words[case.fields.status.ordinal].zh
    }

    private fun phone(code: String, number: String) {
        store.households().set(code, listOf(FieldChange(field = "phone", change = Change.Set(number))))
        println("已记下")
    }

    private fun visit(code: String, text: String, asked: String?) {
        val cases = listOfNotNull(asked?.let { OpenCaseRequest(ledger = "livelihood", title = it, text = it) })
        val added = store.visits().add(code, AddVisitRequest(kind = "home", text = text, cases = cases))
        println("已写走访 ${added.visit.fields.date}，登记诉求 ${added.cases.size}")
    }

    private fun diary() {
        val draft = store.diary().draft() ?: return println("今天没有走访")
        val entry = store.diary().add(
            AddDiaryEntryRequest(date = draft.date, text = draft.text, households = draft.households, visits = draft.visits, cases = draft.cases),
        )
        store.diary().submit(entry.id)
        println(draft.text)
    }

    private fun told(open: OpenConflictView) {
        println("${open.title}：${open.conflict.zh}（${open.conflict.field}）")
        open.conflict.rivals.forEach { println("  ${it.text}  ${it.name.orEmpty()}") }
    }

    private fun settle(code: String, field: String, value: String) {
        store.conflicts().settle(store.households().get(code).id, field, null, value)
        println("已核实")
    }

    private fun List<String>.at(index: Int): String = getOrNull(index) ?: usage()

    private fun usage(): Nothing {
        print(USAGE)
        store.closeStore()
        exitProcess(2)
    }
}
