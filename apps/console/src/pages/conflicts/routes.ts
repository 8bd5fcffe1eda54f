import type { RouteRecordRaw } from 'vue-router'
import { READERS, type Place } from '@/places'

export const places: readonly Place[] = [{ to: 'conflicts', title: 'conflicts.title', order: 25, roles: READERS }]

export default [
  {
    path: '/conflicts/:id?',
    name: 'conflicts',
    component: () => import('./ConflictsPage.vue'),
    meta: { title: 'conflicts.title', roles: READERS, areas: true },
  },
] satisfies RouteRecordRaw[]
