@file:Suppress("UNUSED_PARAMETER", "unused")

package android.net

class Network

class NetworkCapabilities {
    fun hasCapability(capability: Int): Boolean = error("a stub")

    companion object {
        const val NET_CAPABILITY_NOT_METERED = 11
    }
}

class ConnectivityManager {
    val activeNetwork: Network? get() = error("a stub")

    fun getNetworkCapabilities(network: Network?): NetworkCapabilities? = error("a stub")
}
