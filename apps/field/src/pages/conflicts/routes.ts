import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/conflicts', component: () => import('./ConflictsPage.vue') },
] satisfies RouteRecordRaw[]
