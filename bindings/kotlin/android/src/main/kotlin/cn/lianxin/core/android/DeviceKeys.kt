package cn.lianxin.core.android

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import cn.lianxin.core.HostException
import cn.lianxin.core.KeyStore
import java.security.GeneralSecurityException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/**
 * Wraps the key of the store's file with a key that never leaves Android's own key store. A phone that is wiped, or an app that is
 * installed anew, has another one: what it had not sent is lost with it, so the app syncs first, or exports what is unsent.
 */
class DeviceKeys(private val alias: String = "cn.lianxin.store") : KeyStore {
    override fun wrap(key: ByteArray): ByteArray = sealed {
        val cipher = Cipher.getInstance(CIPHER)
        cipher.init(Cipher.ENCRYPT_MODE, kept() ?: made())
        cipher.iv + cipher.doFinal(key)
    }

    override fun unwrap(wrapped: ByteArray): ByteArray = sealed {
        if (wrapped.size <= NONCE_BYTES) throw HostException.Failed()
        val cipher = Cipher.getInstance(CIPHER)
        cipher.init(Cipher.DECRYPT_MODE, kept() ?: throw HostException.Failed(), GCMParameterSpec(TAG_BITS, wrapped, 0, NONCE_BYTES))
        cipher.doFinal(wrapped, NONCE_BYTES, wrapped.size - NONCE_BYTES)
    }

    private fun kept(): SecretKey? {
        val keys = java.security.KeyStore.getInstance(PROVIDER)
        keys.load(null)
        return keys.getKey(alias, null) as SecretKey?
    }

    private fun made(): SecretKey {
        val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
        val asked = KeyGenParameterSpec.Builder(alias, purposes)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(KEY_BITS)
            .build()
        val generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PROVIDER)
        generator.init(asked)
        return generator.generateKey()
    }

    /** Whatever the key store complains of, the core is told only that there is no key. */
    private inline fun sealed(work: () -> ByteArray): ByteArray = try {
        work()
    } catch (_: GeneralSecurityException) {
        throw HostException.Failed()
    } catch (_: java.security.ProviderException) {
        // Some phones' key stores answer so.
        throw HostException.Failed()
    }

    private companion object {
        const val PROVIDER = "AndroidKeyStore"
        const val CIPHER = "AES/GCM/NoPadding"
        const val NONCE_BYTES = 12
        const val TAG_BITS = 128
        const val KEY_BITS = 256
    }
}
