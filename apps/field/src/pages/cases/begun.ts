/** A case as it is being written. */
export interface BegunCase {
  ledger: string
  title: string
  text: string
}

export function emptyCase(): BegunCase {
  return { ledger: 'livelihood', title: '', text: '' }
}
