package cn.lianxin.core

import java.io.IOException
import java.io.InputStream
import java.io.OutputStream
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.net.URI
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.CountDownLatch
import kotlin.concurrent.thread

/** A way to the server that can go dumb: requests arrive, answers do not. */
class Link(server: String) : AutoCloseable {
    private val target = URI(server)
    private val listener = ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))
    private val sockets = CopyOnWriteArrayList<Socket>()

    @Volatile
    private var heard: CountDownLatch? = null

    /** Where a device finds it. */
    val url = "http://127.0.0.1:${listener.localPort}"

    init {
        thread(isDaemon = true) {
            quietly {
                while (true) {
                    carry(listener.accept())
                }
            }
        }
    }

    /** From now on no answer comes; the latch opens when a request has arrived. */
    fun goDumb(): CountDownLatch = CountDownLatch(1).also { heard = it }

    /** Answers come again, on new connections. */
    fun wake() {
        heard = null
        sockets.forEach { quietly(it::close) }
        sockets.clear()
    }

    override fun close() {
        listener.close()
        wake()
    }

    private fun carry(device: Socket) {
        val server = Socket(target.host, target.port)
        sockets += listOf(device, server)
        thread(isDaemon = true) { pump(device.inputStream, server.outputStream) { heard?.countDown(); true } }
        thread(isDaemon = true) { pump(server.inputStream, device.outputStream) { heard == null } }
    }

    private fun pump(from: InputStream, to: OutputStream, passes: () -> Boolean) = quietly {
        val bytes = ByteArray(16 * 1024)
        while (true) {
            val count = from.read(bytes)
            if (count < 0) break
            if (passes()) to.write(bytes, 0, count)
        }
        to.close()
    }

    private fun quietly(work: () -> Unit) {
        try {
            work()
        } catch (_: IOException) {
            // The other side went away.
        }
    }
}
