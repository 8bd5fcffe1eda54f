/** One column of a table. */
export interface Column<T> {
  /** Its name; a slot of this name may show the cell. */
  key: string
  title: string
  /** Pixels; what is left is shared by the columns without one. */
  width?: number
  /** Numbers stand at the right. */
  number?: boolean
  /** The word of the order in the address; the head becomes a button. */
  sort?: string
  /** The text of the cell, where it has no slot. */
  text?: (row: T) => string
  /** Left out where the list is narrow: beside an open record, on a tablet. */
  wide?: boolean
}
