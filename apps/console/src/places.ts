// What a domain says of its place in the navigation, in its `routes.ts`; `navigation.ts` gathers it.

import type { RouteRecordRaw } from 'vue-router'
import type { Role } from '@/api/types'

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

/** Those who work with the records. */
export const READERS: readonly Role[] = ['supervisor', 'admin']
