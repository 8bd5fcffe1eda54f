import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/sync', component: () => import('./SyncPage.vue') },
] satisfies RouteRecordRaw[]
