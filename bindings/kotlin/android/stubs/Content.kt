// What the module uses of Android, by name and type and no more: so that its sources are compiled where there is no Android SDK.
@file:Suppress("UNUSED_PARAMETER", "unused")

package android.content

import java.io.File

abstract class Context {
    abstract val applicationContext: Context
    abstract val noBackupFilesDir: File

    abstract fun <T> getSystemService(service: Class<T>): T
}
