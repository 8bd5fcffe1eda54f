import type { Area } from '@/api/types'

/** One visible line of the tree. */
export interface AreaRow {
  area: Area
  depth: number
  /** Its places, as they stand below it. */
  children: number
  open: boolean
}

/** The lines that are visible while these places are unfolded. Places that became part of another are closed and left out. */
export function areaRows(areas: readonly Area[], unfolded: ReadonlySet<string>): AreaRow[] {
  const open = areas.filter((area) => !area.merged_into)
  const known = new Set(open.map((area) => area.code))
  const below = new Map<string, Area[]>()
  for (const area of open) {
    const parent = area.parent && known.has(area.parent) ? area.parent : ''
    below.set(parent, [...(below.get(parent) ?? []), area])
  }
  const rows: AreaRow[] = []
  const walk = (parent: string, depth: number) => {
    for (const area of below.get(parent) ?? []) {
      const children = below.get(area.code)?.length ?? 0
      const isOpen = children > 0 && unfolded.has(area.code)
      rows.push({ area, depth, children, open: isOpen })
      if (isOpen) walk(area.code, depth + 1)
    }
  }
  walk('', 0)
  return rows
}
