import type { Page } from '@/parts/usePaged'

/** Every row of a list, page by page. The server takes no print of a longer list. */
export async function readAll<T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const rows: T[] = []
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    rows.push(...page.rows)
    cursor = page.next ?? undefined
  } while (cursor)
  return rows
}

/** As many rows as the server gives in one page. */
export const PAGE = '200'
