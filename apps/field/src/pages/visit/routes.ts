import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/visit', name: 'visit-pick', component: () => import('./VisitPickPage.vue') },
  { path: '/visit/:household', name: 'visit', component: () => import('./VisitPage.vue'), props: true },
] satisfies RouteRecordRaw[]
