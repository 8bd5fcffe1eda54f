import type { Status } from '@/core/types'

/** Steps after which nobody has to do anything but ask the villager. */
const DONE: readonly Status[] = ['resolved', 'answered', 'closed']

export function isDone(status: Status): boolean {
  return DONE.includes(status)
}

/** The shape that stands beside the word of a status. */
export function caseTone(status: Status): 'safe' | 'waiting' | 'look' | 'info' {
  if (isDone(status)) return 'safe'
  if (status === 'reopened') return 'look'
  return status === 'registered' ? 'info' : 'waiting'
}
