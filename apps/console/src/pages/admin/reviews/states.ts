/** What the page lists: what waits for a word, what is wrong in itself, and what was decided. */
export const SHOWN = ['waiting', 'refused', 'accepted', 'declined', 'released'] as const
export type Shown = (typeof SHOWN)[number]

/** How a state is shown. */
export function stateTone(state: string): 'safe' | 'waiting' | 'look' | 'plain' {
  if (state === 'accepted') return 'safe'
  if (state === 'refused') return 'look'
  return state === 'review' ? 'waiting' : 'plain'
}
