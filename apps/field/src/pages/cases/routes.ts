import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/cases', component: () => import('./CasesPage.vue'), meta: { tab: 'cases' } },
] satisfies RouteRecordRaw[]
