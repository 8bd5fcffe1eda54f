import type { RouteRecordRaw } from 'vue-router'
import { READERS, type Place } from '@/places'

export const places: readonly Place[] = [
  { to: 'diary', title: 'reading.diary', order: 40, roles: READERS },
]

export default [
  {
    path: '/diary/:id?',
    name: 'diary',
    component: () => import('./DiaryPage.vue'),
    meta: { title: 'reading.diary', roles: READERS, areas: true },
  },
] satisfies RouteRecordRaw[]
