/** Which rows of a long table stand in the page. */
export interface Shown {
  from: number
  to: number
  /** Pixels above and below that stand for the others. */
  abovePx: number
  belowPx: number
}

/** Rows beyond the edges of what is seen, so that quick scrolling shows no gaps. */
const MARGIN = 12

/** Rows of one height: those that are seen of a table that is scrolled so far, and some around them. */
export function shownRows(rows: number, rowPx: number, scrolledPx: number, seenPx: number): Shown {
  const from = Math.max(0, Math.min(rows, Math.floor(scrolledPx / rowPx)) - MARGIN)
  const to = Math.min(rows, Math.ceil((scrolledPx + seenPx) / rowPx) + MARGIN)
  return { from, to, abovePx: from * rowPx, belowPx: (rows - to) * rowPx }
}
