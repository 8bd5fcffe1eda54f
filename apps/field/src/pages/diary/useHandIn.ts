import { showConfirmDialog } from 'vant'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { device } from '@/core/device'
import { useFailures } from '@/pages/records/failures'
import { say } from '@/shell/said'

/** Hands an entry in, once the person has said that others may read it. */
export function useHandIn() {
  const { t } = useI18n()
  const { tell } = useFailures()
  const busy = ref(false)

  async function sure(): Promise<boolean> {
    const asked = showConfirmDialog({
      message: t('diary.handInSure'),
      confirmButtonText: t('diary.handInYes'),
      cancelButtonText: t('diary.notYet'),
    })
    return asked.then(
      () => true,
      () => false,
    )
  }

  async function submit(id: string): Promise<boolean> {
    busy.value = true
    try {
      await device.call('diary.submit', { id })
      say(t('diary.handedInToast'))
      return true
    } catch (error) {
      tell(error)
      return false
    } finally {
      busy.value = false
    }
  }

  const handIn = async (id: string): Promise<boolean> => (await sure()) && (await submit(id))
  return { handIn, sure, submit, busy }
}
