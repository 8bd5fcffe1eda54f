import type { RouteRecordRaw } from 'vue-router'
import { READERS, type Place } from '@/places'

export const places: readonly Place[] = [
  { to: 'report', title: 'report.title', order: 60, roles: READERS },
]

export default [
  {
    path: '/report',
    name: 'report',
    component: () => import('./ReportPage.vue'),
    meta: { title: 'report.title', roles: READERS, areas: true },
  },
] satisfies RouteRecordRaw[]
