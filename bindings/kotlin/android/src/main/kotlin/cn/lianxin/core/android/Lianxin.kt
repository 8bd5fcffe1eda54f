package cn.lianxin.core.android

import android.content.Context
import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import cn.lianxin.core.Connectivity
import cn.lianxin.core.Log
import cn.lianxin.core.LogLevel
import cn.lianxin.core.LogLine
import cn.lianxin.core.Reach
import cn.lianxin.core.Store
import cn.lianxin.core.StoreConfig
import cn.lianxin.core.uniffiEnsureInitialized
import java.io.File

/** The app's one store. Opened by whoever comes first: an activity, or the work that Android starts in the night. */
object Lianxin {
    private var store: Store? = null

    /**
     * The open store. It reads and writes files: not on the main thread.
     *
     * The folder is left out of backups: on another phone nobody could unwrap its key.
     */
    @Synchronized
    fun store(context: Context): Store = store ?: run {
        uniffiEnsureInitialized()
        val folder = File(context.applicationContext.noBackupFilesDir, "lianxin")
        val opened = Store.open(StoreConfig(folder.path), DeviceKeys(), Logcat, Network(context.applicationContext))
        opened.also { store = it }
    }

    /** For a screen that says goodbye: a device that was given back. */
    @Synchronized
    fun close() {
        store?.closeStore()
        store = null
    }
}

private object Logcat : Log {
    override fun line(line: LogLine) {
        val priority = when (line.level) {
            LogLevel.ERROR -> android.util.Log.ERROR
            LogLevel.WARNING -> android.util.Log.WARN
        }
        android.util.Log.println(priority, "lianxin", "${line.code}: ${line.text}")
    }
}

private class Network(private val context: Context) : Connectivity {
    override fun reach(): Reach {
        val manager = context.getSystemService(ConnectivityManager::class.java)
        val network = manager.getNetworkCapabilities(manager.activeNetwork)
        return when {
            network == null -> Reach.OFFLINE
            network.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED) -> Reach.ONLINE
            else -> Reach.METERED
        }
    }
}
