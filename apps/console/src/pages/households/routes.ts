import type { RouteRecordRaw } from 'vue-router'
import { READERS, type Place } from '@/places'

export const places: readonly Place[] = [
  { to: 'households', title: 'households.title', order: 20, roles: READERS, group: 'households.title' },
  { to: 'duplicates', title: 'households.duplicates.title', order: 22, roles: READERS, group: 'households.title' },
]

export default [
  {
    path: '/households/:id?',
    name: 'households',
    component: () => import('./HouseholdsPage.vue'),
    meta: { title: 'households.title', roles: READERS, areas: true },
  },
  {
    path: '/duplicates',
    name: 'duplicates',
    component: () => import('./DuplicatesPage.vue'),
    meta: { title: 'households.duplicates.title', roles: READERS, areas: true },
  },
] satisfies RouteRecordRaw[]
