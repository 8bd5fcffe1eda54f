import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/households', component: () => import('./HouseholdsPage.vue'), meta: { tab: 'households', visit: true } },
] satisfies RouteRecordRaw[]
