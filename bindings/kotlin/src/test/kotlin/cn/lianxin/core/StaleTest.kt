package cn.lianxin.core

import java.io.File
import java.lang.reflect.Modifier
import java.nio.file.Files
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Says whether the library that it finds is the one that the bindings were made from. */
object Startup {
    @JvmStatic
    fun main(arguments: Array<String>) {
        try {
            uniffiEnsureInitialized()
            println("in order")
        } catch (stale: Throwable) {
            println("refused: ${generateSequence(stale) { it.cause }.last().message}")
        }
    }
}

/** Bindings and library of different builds. */
class StaleTest {
    private fun started(library: File): String {
        val java = File(System.getProperty("java.home"), "bin/java").path
        val run = ProcessBuilder(
            java,
            "-Duniffi.component.lianxin.libraryOverride=${library.path}",
            "-cp",
            System.getProperty("java.class.path"),
            Startup::class.java.name,
        ).redirectErrorStream(true).start()
        return run.inputReader().readText().trim().also { run.waitFor() }
    }

    /** What the library answers when the bindings ask which build it is. */
    private fun answers(): Map<String, Int> {
        val asking = Class.forName("cn.lianxin.core.IntegrityCheckingUniffiLib")
        val instance = asking.getField("INSTANCE").get(null)
        return asking.declaredMethods.filter { Modifier.isNative(it.modifiers) }.associate { it.name to it.invoke(instance) as Int }
    }

    /** A library that answers so, and can do nothing else. */
    private fun library(answers: Map<String, Int>): File {
        val source = Files.createTempFile("lianxin-stale", ".c").toFile()
        source.writeText(answers.map { (name, answer) -> "int $name(void) { return $answer; }\n" }.joinToString(""))
        val library = File(source.path.removeSuffix(".c") + ".so")
        val compiler = System.getenv("CC") ?: "cc"
        val compiled = ProcessBuilder(compiler, "-shared", "-fPIC", "-o", library.path, source.path).inheritIO().start()
        check(compiled.waitFor() == 0) { "the library of another build did not compile" }
        source.delete()
        return library
    }

    @Test
    fun `a library of another build is refused at the start`() {
        val ours = File(System.getenv("LIANXIN_LIBRARY") ?: error("LIANXIN_LIBRARY names the library"))
        assertEquals("in order", started(ours))
        val answers = answers()
        val (contract, checksums) = answers.keys.partition { it.endsWith("uniffi_contract_version") }
        assertTrue(checksums.size > 100)
        val other = { name: String -> library(answers + (name to answers.getValue(name) + 1)) }
        for ((name, complaint) in listOf(contract.single() to "contract version", checksums.last() to "API checksum")) {
            val stale = other(name)
            assertTrue(started(stale).startsWith("refused: UniFFI $complaint mismatch"), started(stale))
            stale.delete()
        }
    }
}
