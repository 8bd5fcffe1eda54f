package cn.lianxin.core

import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** `examples/kotlin-cli`, as a person types it. */
class ExampleTest {
    private val county = County.shared
    private val folders = mapOf("a" to county.folder(), "b" to county.folder())

    private fun typed(device: String, vararg words: String, fails: Boolean = false): String {
        val java = File(System.getProperty("java.home"), "bin/java").path
        val main = listOf("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), "cn.lianxin.example.MainKt")
        val library = "-Djna.library.path=${System.getProperty("jna.library.path")}"
        val builder = ProcessBuilder(listOf(java, library) + main + folders.getValue(device) + words).redirectErrorStream(true)
        builder.environment()["LIANXIN_PASSPHRASE"] = "正确的马电池订书钉"
        val run = builder.start()
        val printed = run.inputReader().readText()
        assertEquals(if (fails) 1 else 0, run.waitFor(), printed)
        return printed
    }

    private fun enrol(device: String) = typed(device, "enrol", *county.enrolText(device).split(" ").toTypedArray())

    @Test
    fun `a day on the command line`() {
        assertTrue(enrol("a").startsWith("已启用：干部甲\n"))
        enrol("b")
        typed("a", "add", "X001", County.VILLAGE, "罗守山")
        assertTrue(typed("a", "add", "X002", "nowhere", "罗守山", fails = true).startsWith("area："))
        typed("a", "visit", "X001", "老人安好，屋顶漏雨。", "修屋顶")
        assertTrue(typed("a", "today").contains("待上交 3"))
        assertTrue(typed("a", "diary").contains("罗守山"))
        assertEquals("已同步：上交 5，收到 0\n", typed("a", "sync"))
        typed("b", "sync")
        typed("a", "phone", "X001", "13900001111")
        typed("b", "phone", "X001", "13900002222")
        typed("a", "sync")
        typed("b", "sync")
        val conflict = typed("b", "conflicts")
        assertTrue(conflict.contains("13900001111  干部甲") && conflict.contains("13900002222  干部乙"), conflict)
        typed("b", "settle", "X001", "phone", "13900002222")
        typed("b", "sync")
        typed("a", "sync")
        val shown = typed("a", "show", "X001")
        assertTrue(shown.startsWith("X001 罗守山 13900002222\n"), shown)
        assertTrue(shown.contains("老人安好，屋顶漏雨。") && shown.contains("诉求 修屋顶（已登记）"), shown)
    }
}
