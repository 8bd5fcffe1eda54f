import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/cases', name: 'cases', component: () => import('./CasesPage.vue'), meta: { tab: 'cases' } },
  { path: '/cases/add', name: 'case-pick', component: () => import('./CasePickPage.vue') },
  {
    path: '/cases/add/:household',
    name: 'case-add',
    component: () => import('./CaseAddPage.vue'),
    props: true,
  },
  { path: '/cases/:id', name: 'case', component: () => import('./CasePage.vue'), props: true, meta: { tab: 'cases' } },
] satisfies RouteRecordRaw[]
