package cn.lianxin.core

import java.io.File
import java.nio.file.Files
import java.nio.file.Path

/** A county with its server, made with the commands that an administrator types: the real program `lianxin` on a free port. */
class County : AutoCloseable {
    private val folder: Path = Files.createTempDirectory("lianxin-kotlin")
    private val data = folder.resolve("county")
    private var stores = 0
    private var server: Process

    /** Where the server listens. */
    val url: String

    init {
        admin("area", "import", File(repository(), "data/divisions.csv").path)
        account("leader", "领导甲", "supervisor")
        account("a", "干部甲", "cadre")
        account("b", "干部乙", "cadre")
        for (login in listOf("a", "b")) {
            admin("assign", "--login", login, "--area", VILLAGE, "--kind", "lead")
        }
        server = lianxin("serve", "--data", data.toString(), "--listen", "127.0.0.1:0").start()
        val ready = server.inputReader().readLine() ?: error("the server said nothing")
        url = word(ready, "url")
    }

    private fun account(login: String, name: String, role: String) {
        admin("user", "add", "--name", name, "--login", login, "--role", role, "--area", TOWNSHIP)
    }

    /** `lianxin admin --data … …`: what it prints, as JSON. */
    fun admin(vararg words: String): String {
        val run = lianxin("admin", "--data", data.toString(), *words).start()
        run.outputStream.close()
        val printed = run.inputReader().readText()
        check(run.waitFor() == 0) { "admin ${words.first()}: $printed" }
        return printed
    }

    /** The text that enrols a device of an account, by way of another address where there is one. */
    fun enrolText(login: String, by: String = url): String = "$by ${word(admin("enrol", "--login", login), "code")}"

    /** A folder for a device's store. */
    fun folder(): String = synchronized(this) {
        stores += 1
        folder.resolve("device-$stores").toString()
    }

    /** The store of a new device of an account. */
    fun device(login: String, by: String = url, keys: KeyStore = Keys(), log: Log? = null): Store {
        val store = Store.open(StoreConfig(folder()), keys, log)
        store.enrolBlocking(enrolText(login, by))
        store.syncBlocking()
        return store
    }

    override fun close() {
        server.destroyForcibly().waitFor()
        folder.toFile().deleteRecursively()
    }

    companion object {
        /** A village of the project's own list, and the township that it lies in. */
        const val VILLAGE = "431027100001"
        const val TOWNSHIP = "431027100000"

        /** One for all tests: each makes its own devices and households. */
        val shared: County by lazy {
            County().also { county -> Runtime.getRuntime().addShutdownHook(Thread { county.close() }) }
        }

        private fun lianxin(vararg words: String): ProcessBuilder {
            val program = System.getenv("LIANXIN_BIN") ?: error("LIANXIN_BIN names the program lianxin")
            val builder = ProcessBuilder(listOf(program, "--json", *words))
            builder.environment()["RUST_LOG"] = "error"
            return builder.redirectError(ProcessBuilder.Redirect.INHERIT)
        }

        private fun repository(): String = System.getenv("LIANXIN_ROOT") ?: error("LIANXIN_ROOT names the repository")

        private fun word(json: String, key: String): String =
            Regex("\"$key\"\\s*:\\s*\"([^\"]*)\"").find(json)?.groupValues?.get(1) ?: error("no $key in $json")
    }
}
