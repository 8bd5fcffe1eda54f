// What domains put into the shell, by a `shell.ts` in their folder: nobody edits a shared file for it.

import { defineAsyncComponent, shallowRef, type Component } from 'vue'

/** What a domain's `pages/DOMAIN/shell.ts` may export as default. */
export interface ShellPieces {
  /** Stands in the top bar between navigation and account: the search. */
  topBar?: () => Promise<Component>
  /** Stands at the foot of the window on every page: the live strip. */
  strip?: () => Promise<Component>
  /** Is called when somebody came in; what it returns when they leave. */
  begin?: () => () => void
}

const pieces = Object.values(
  import.meta.glob<ShellPieces>('../pages/*/shell.ts', { eager: true, import: 'default' }),
)

const asked = (load: (() => Promise<Component>) | undefined) => (load ? [defineAsyncComponent(load)] : [])

export const topBars = pieces.flatMap((piece) => asked(piece.topBar))
export const strips = pieces.flatMap((piece) => asked(piece.strip))

/** Begins what runs while somebody is here; the answer ends it. */
export function beginPieces(): () => void {
  const ends = pieces.map((piece) => piece.begin?.())
  return () => ends.forEach((end) => end?.())
}

/** How many things wait in each area, shown in the tree. A domain that counts them puts them here. */
export const areaCounts = shallowRef<ReadonlyMap<string, number>>(new Map())
