package cn.lianxin.core.android

import android.content.Context
import androidx.work.BackoffPolicy
import androidx.work.Constraints
import androidx.work.CoroutineWorker
import androidx.work.ExistingPeriodicWorkPolicy
import androidx.work.ExistingWorkPolicy
import androidx.work.NetworkType
import androidx.work.OneTimeWorkRequest
import androidx.work.PeriodicWorkRequest
import androidx.work.WorkManager
import androidx.work.WorkerParameters
import cn.lianxin.core.LianxinException
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/**
 * Syncs while no screen is open. A phone that comes back into range in a pocket hands in what was written on the mountain; Android
 * decides the minute. While a screen is open, `Store.startBackground` is quicker; both may run, they take turns.
 */
class SyncWork(context: Context, parameters: WorkerParameters) : CoroutineWorker(context, parameters) {
    override suspend fun doWork(): Result = withContext(Dispatchers.IO) {
        try {
            val report = Lianxin.store(applicationContext).sync()
            if (report.closed) stop(applicationContext)
            Result.success()
        } catch (_: LianxinException.Network) {
            Result.retry()
        } catch (_: LianxinException.Server) {
            Result.retry()
        } catch (_: LianxinException) {
            // Not enrolled yet, or a store that a person has to look at: the next screen says so, another try would not help.
            Result.failure()
        }
    }

    companion object {
        private const val REGULAR = "lianxin-sync"
        private const val SOON = "lianxin-sync-soon"
        private const val REGULAR_MINUTES = 60L
        private const val RETRY_SECONDS = 30L
        private const val SOON_SECONDS = 10L

        /** Once, when the device is enrolled. Survives restarts of the phone. */
        fun start(context: Context) {
            val work = PeriodicWorkRequest.Builder(SyncWork::class.java, REGULAR_MINUTES, TimeUnit.MINUTES)
                .setConstraints(inRange())
                .setBackoffCriteria(BackoffPolicy.EXPONENTIAL, RETRY_SECONDS, TimeUnit.SECONDS)
                .build()
            WorkManager.getInstance(context).enqueueUniquePeriodicWork(REGULAR, ExistingPeriodicWorkPolicy.KEEP, work)
        }

        /** After an edit, when the app leaves the screen: as soon as there is a network, also if the app is ended meanwhile. */
        fun soon(context: Context) {
            val work = OneTimeWorkRequest.Builder(SyncWork::class.java)
                .setConstraints(inRange())
                .setInitialDelay(SOON_SECONDS, TimeUnit.SECONDS)
                .setBackoffCriteria(BackoffPolicy.EXPONENTIAL, RETRY_SECONDS, TimeUnit.SECONDS)
                .build()
            WorkManager.getInstance(context).enqueueUniqueWork(SOON, ExistingWorkPolicy.REPLACE, work)
        }

        /** The device was shut out, or given back. */
        fun stop(context: Context) {
            WorkManager.getInstance(context).cancelUniqueWork(REGULAR)
            WorkManager.getInstance(context).cancelUniqueWork(SOON)
        }

        private fun inRange(): Constraints = Constraints.Builder().setRequiredNetworkType(NetworkType.CONNECTED).build()
    }
}
