import type { RouteRecordRaw } from 'vue-router'
import { READERS, type Place } from '@/places'

export const places: readonly Place[] = [
  { to: 'visits', title: 'reading.visits', order: 30, roles: READERS },
]

export default [
  {
    path: '/visits/:id?',
    name: 'visits',
    component: () => import('./VisitsPage.vue'),
    meta: { title: 'reading.visits', roles: READERS, areas: true },
  },
] satisfies RouteRecordRaw[]
