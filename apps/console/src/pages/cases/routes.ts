import type { RouteRecordRaw } from 'vue-router'
import { READERS, type Place } from '@/places'

export const places: readonly Place[] = [
  { to: 'cases', title: 'cases.title', order: 50, roles: READERS },
  { to: 'deadlines', title: 'cases.deadlines.title', order: 88, roles: ['admin'], group: 'shell.admin' },
]

export default [
  {
    path: '/cases/:id?',
    name: 'cases',
    component: () => import('./CasesPage.vue'),
    meta: { title: 'cases.title', roles: READERS, areas: true },
  },
  {
    path: '/deadlines',
    name: 'deadlines',
    component: () => import('./DeadlinesPage.vue'),
    meta: { title: 'cases.deadlines.title', roles: READERS },
  },
] satisfies RouteRecordRaw[]
