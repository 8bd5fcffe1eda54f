import type { RouteRecordRaw } from 'vue-router'
import type { Place } from '@/places'

/** Who looked at what: for auditors, and for the administrators whose people they are. */
export const places: readonly Place[] = [
  { to: 'audit', title: 'audit.title', order: 90, roles: ['auditor', 'admin'] },
]

export default [
  {
    path: '/access-log',
    name: 'audit',
    component: () => import('./AuditPage.vue'),
    meta: { title: 'audit.title', roles: ['auditor', 'admin'] },
  },
] satisfies RouteRecordRaw[]
