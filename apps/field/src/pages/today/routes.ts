import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/', component: () => import('./TodayPage.vue'), meta: { tab: 'today', visit: true } },
] satisfies RouteRecordRaw[]
