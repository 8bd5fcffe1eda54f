import { device } from '@/core/device'
import { useLive } from '@/core/live'

/** The accounts that this phone has heard of: a hand-over to one of them names it by its id. */
export function useUsers() {
  const { value: users } = useLive(() => device.call('reference.users', {}))
  const userName = (idOrOffice: string): string => users.value?.find((user) => user.id === idOrOffice)?.name ?? idOrOffice
  return { users, userName }
}
