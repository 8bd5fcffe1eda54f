import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/me', component: () => import('./MePage.vue'), meta: { tab: 'me' } },
  { path: '/me/burden', component: () => import('./BurdenPage.vue') },
  { path: '/me/about', component: () => import('./AboutPage.vue') },
] satisfies RouteRecordRaw[]
