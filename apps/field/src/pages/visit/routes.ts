import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/visit', component: () => import('./VisitPage.vue') },
] satisfies RouteRecordRaw[]
