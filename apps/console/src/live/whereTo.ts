import type { RouteLocationRaw } from 'vue-router'
import type { Schemas } from '@/api/types'

type Kind = Schemas['Kind']

/** The address of a record. What has no page of its own leads to its household. */
export function whereTo(kind: Kind, id: string, household: string | null | undefined): RouteLocationRaw {
  const own: Partial<Record<Kind, string>> = { household: '/households', case: '/cases', visit: '/visits', diary_entry: '/diary' }
  const path = own[kind]
  if (path) return `${path}/${id}`
  return household ? `/households/${household}` : '/'
}
