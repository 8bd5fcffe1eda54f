import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/', name: 'today', component: () => import('./TodayPage.vue'), meta: { tab: 'today', visit: true } },
] satisfies RouteRecordRaw[]
