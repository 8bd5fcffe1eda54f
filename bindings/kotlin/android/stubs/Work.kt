@file:Suppress("UNUSED_PARAMETER", "unused")

package androidx.work

import android.content.Context
import java.util.concurrent.TimeUnit

class WorkerParameters

abstract class ListenableWorker(private val context: Context, parameters: WorkerParameters) {
    val applicationContext: Context get() = context

    abstract class Result {
        companion object {
            @JvmStatic
            fun success(): Result = error("a stub")

            @JvmStatic
            fun retry(): Result = error("a stub")

            @JvmStatic
            fun failure(): Result = error("a stub")
        }
    }
}

abstract class CoroutineWorker(context: Context, parameters: WorkerParameters) : ListenableWorker(context, parameters) {
    abstract suspend fun doWork(): Result
}

enum class NetworkType { CONNECTED }

enum class BackoffPolicy { EXPONENTIAL }

enum class ExistingWorkPolicy { REPLACE }

enum class ExistingPeriodicWorkPolicy { KEEP }

class Constraints {
    class Builder {
        fun setRequiredNetworkType(type: NetworkType): Builder = error("a stub")
        fun build(): Constraints = error("a stub")
    }
}

abstract class WorkRequest {
    abstract class Builder<B : Builder<B, W>, W : WorkRequest> {
        fun setConstraints(constraints: Constraints): B = error("a stub")
        fun setBackoffCriteria(policy: BackoffPolicy, delay: Long, unit: TimeUnit): B = error("a stub")
        fun setInitialDelay(delay: Long, unit: TimeUnit): B = error("a stub")
        fun build(): W = error("a stub")
    }
}

class OneTimeWorkRequest : WorkRequest() {
    class Builder(worker: Class<out ListenableWorker>) : WorkRequest.Builder<Builder, OneTimeWorkRequest>()
}

class PeriodicWorkRequest : WorkRequest() {
    class Builder(worker: Class<out ListenableWorker>, interval: Long, unit: TimeUnit) :
        WorkRequest.Builder<Builder, PeriodicWorkRequest>()
}

class WorkManager {
    fun enqueueUniqueWork(name: String, policy: ExistingWorkPolicy, work: OneTimeWorkRequest): Unit = error("a stub")
    fun enqueueUniquePeriodicWork(name: String, policy: ExistingPeriodicWorkPolicy, work: PeriodicWorkRequest): Unit =
        error("a stub")
    fun cancelUniqueWork(name: String): Unit = error("a stub")

    companion object {
        @JvmStatic
        fun getInstance(context: Context): WorkManager = error("a stub")
    }
}
