@file:Suppress("UNUSED_PARAMETER", "unused")

package android.security.keystore

import java.security.spec.AlgorithmParameterSpec

object KeyProperties {
    const val PURPOSE_ENCRYPT = 1
    const val PURPOSE_DECRYPT = 2
    const val BLOCK_MODE_GCM = "GCM"
    const val ENCRYPTION_PADDING_NONE = "NoPadding"
    const val KEY_ALGORITHM_AES = "AES"
}

class KeyGenParameterSpec : AlgorithmParameterSpec {
    class Builder(alias: String, purposes: Int) {
        fun setBlockModes(vararg modes: String): Builder = error("a stub")
        fun setEncryptionPaddings(vararg paddings: String): Builder = error("a stub")
        fun setKeySize(bits: Int): Builder = error("a stub")
        fun build(): KeyGenParameterSpec = error("a stub")
    }
}
