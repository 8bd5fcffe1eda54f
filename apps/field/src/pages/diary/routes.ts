import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/diary', component: () => import('./DiaryPage.vue'), meta: { tab: 'diary' } },
] satisfies RouteRecordRaw[]
