import type { RouteRecordRaw } from 'vue-router'

/** `/` leads to the first place of whoever is logged in; the router knows which. */
export default [{ path: '/', name: 'home', component: () => import('./HomePage.vue') }] satisfies RouteRecordRaw[]
