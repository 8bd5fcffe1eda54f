// What the pages of the ledgers share: words of the server as words of people, and what a step asks for.

import type { Schemas } from '@/api/types'

export type Case = Schemas['CaseRecord']
export type Status = Schemas['Status']
export type StepKind = 'accepted' | 'assigned' | 'acted' | 'transferred' | 'resolved' | 'answered' | 'followed_up' | 'reopened'

export const LEDGERS = ['livelihood', 'hardship', 'dispute'] as const
export const SOURCES = ['visit', 'diary', 'reception', 'box', 'phone', 'questionnaire', 'collector', 'online'] as const
export const OUTCOMES = ['spoken', 'written', 'none'] as const
export const STATUSES: readonly Status[] = [
  'registered', 'reopened', 'accepted', 'assigned', 'transferred', 'acting', 'resolved', 'answered', 'closed',
]

/** How a status is shown: what is settled is safe, what was handed back wants a look. */
export function toneOf(status: Status): 'safe' | 'waiting' | 'look' | 'info' | 'plain' {
  if (status === 'closed') return 'safe'
  if (status === 'reopened') return 'look'
  if (status === 'resolved' || status === 'answered') return 'info'
  return 'waiting'
}

/** The step by which a card comes to stand in a column; none where no step leads there. */
const STEPS: Partial<Record<Status, StepKind>> = {
  reopened: 'reopened',
  accepted: 'accepted',
  assigned: 'assigned',
  transferred: 'transferred',
  acting: 'acted',
  resolved: 'resolved',
  answered: 'answered',
  closed: 'followed_up',
}

/** The step that moves a case into this column, where it makes sense for whoever looks. */
export function stepTo(status: Status, of: Case): StepKind | null {
  const step = STEPS[status]
  return step && of.work.next.includes(step) ? step : null
}

/** Whether a step hands a case to somebody. */
export function handsOver(kind: StepKind): boolean {
  return kind === 'assigned' || kind === 'transferred'
}

/** What stands first of a case, for titles of dialogs. */
export function nameOf(of: Case): string {
  return [of.work.household?.head_name, of.fields.title].filter(Boolean).join(' · ')
}
