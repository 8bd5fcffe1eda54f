// Where the navigation leads. Each domain says it in its `routes.ts`; nobody edits a shared list.

import type { RouteRecordRaw } from 'vue-router'
import type { Role } from '@/api/types'

// In this order: the domains' `routes.ts` need the one while the other gathers them.
export { READERS } from './readers'
import { domains } from './domains'

/** One entry of the navigation. */
export interface Place {
  /** The name of a route. */
  to: string
  /** The key of its word. */
  title: string
  /** From the left: 10 overview, 20 households, 30 visits, 40 diary, 50 cases, 60 report, 80 administration, 90 access log. */
  order: number
  roles: readonly Role[]
  /** Places of one group share an entry, and stand beside each other below the bar. The key of the group's word. */
  group?: string
}

/** What a domain's `routes.ts` exports: its routes as default, and where the navigation leads in it. */
export interface Routes {
  default: RouteRecordRaw[]
  places?: readonly Place[]
}

export const routes: RouteRecordRaw[] = Object.values(domains).flatMap((domain) => domain.default)

export const places: readonly Place[] = Object.values(domains)
  .flatMap((domain) => domain.places ?? [])
  .sort((a, b) => a.order - b.order)

/** Where this role goes; the first is its home. */
export function placesOf(role: Role | null): readonly Place[] {
  return places.filter((place) => role !== null && place.roles.includes(role))
}
