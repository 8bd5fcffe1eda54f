import type { RouteRecordRaw } from 'vue-router'
import { READERS, type Place } from '@/places'

export const places: readonly Place[] = [{ to: 'overview', title: 'overview.title', order: 10, roles: READERS }]

export default [
  {
    path: '/overview',
    name: 'overview',
    component: () => import('./OverviewPage.vue'),
    meta: { title: 'overview.title', roles: READERS, areas: true },
  },
] satisfies RouteRecordRaw[]
