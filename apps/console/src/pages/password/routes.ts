import type { RouteRecordRaw } from 'vue-router'

/** One's own password: after somebody gave one out it is the first page, and no other opens before. */
export default [
  {
    path: '/password',
    name: 'password',
    component: () => import('./PasswordPage.vue'),
    meta: { title: 'password.title', bare: true },
  },
] satisfies RouteRecordRaw[]
