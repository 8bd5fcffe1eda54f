import type { RouteRecordRaw } from 'vue-router'
import { READERS } from '@/places'

const meta = { roles: READERS, bare: true }

export default [
  {
    path: '/print/cases',
    name: 'print-cases',
    component: () => import('./PrintCasesPage.vue'),
    meta: { ...meta, title: 'print.cases' },
  },
  {
    path: '/print/households/:id',
    name: 'print-household',
    component: () => import('./PrintHouseholdPage.vue'),
    props: true,
    meta: { ...meta, title: 'print.household' },
  },
  {
    path: '/print/report',
    name: 'print-report',
    component: () => import('./PrintReportPage.vue'),
    meta: { ...meta, title: 'print.report' },
  },
] satisfies RouteRecordRaw[]
