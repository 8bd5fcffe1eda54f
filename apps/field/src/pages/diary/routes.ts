import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/diary', name: 'diary', component: () => import('./DiaryPage.vue'), meta: { tab: 'diary' } },
  { path: '/diary/write/:date', name: 'diary-write', component: () => import('./DiaryWritePage.vue'), props: true },
  { path: '/diary/:id', name: 'diary-show', component: () => import('./DiaryShowPage.vue'), props: true, meta: { tab: 'diary' } },
  { path: '/diary/:id/write', name: 'diary-edit', component: () => import('./DiaryWritePage.vue'), props: true },
] satisfies RouteRecordRaw[]
