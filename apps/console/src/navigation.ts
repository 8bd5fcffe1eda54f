// Where the navigation leads: each domain says it in its `routes.ts`; nobody edits a shared list.

import type { RouteRecordRaw } from 'vue-router'
import type { Role } from '@/api/types'
import type { Place, Routes } from './places'

const domains = import.meta.glob<Routes>('./pages/*/routes.ts', { eager: true })

export const routes: RouteRecordRaw[] = Object.values(domains).flatMap((domain) => domain.default)

export const places: readonly Place[] = Object.values(domains)
  .flatMap((domain) => domain.places ?? [])
  .sort((a, b) => a.order - b.order)

/** Where this role goes; the first is its home. */
export function placesOf(role: Role | null): readonly Place[] {
  return places.filter((place) => role !== null && place.roles.includes(role))
}
