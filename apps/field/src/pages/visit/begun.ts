import type { BegunCase } from '@/pages/cases/begun'
import type { Typed } from '@/pages/records/form'
import { today } from '@/pages/records/days'

/** Corrections of facts, with what stood there when the person opened the sheet. */
export interface BegunCorrections {
  heads: string[]
  before: Typed
  typed: Typed
}

/** A visit as it is being written. Null is what the page fills in by itself. */
export interface BegunVisit {
  kind: string
  date: string
  place: string | null
  participants: string[] | null
  text: string
  cases: BegunCase[]
  corrections: BegunCorrections | null
}

export function emptyVisit(): BegunVisit {
  return { kind: 'home', date: today(), place: null, participants: null, text: '', cases: [], corrections: null }
}
