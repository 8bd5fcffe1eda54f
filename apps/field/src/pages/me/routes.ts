import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/me', component: () => import('./MePage.vue'), meta: { tab: 'me' } },
] satisfies RouteRecordRaw[]
