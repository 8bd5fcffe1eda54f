import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/households',
    name: 'households',
    component: () => import('./HouseholdsPage.vue'),
    meta: { tab: 'households', visit: true },
  },
  {
    path: '/households/add',
    name: 'household-add',
    component: () => import('./HouseholdAddPage.vue'),
  },
  {
    path: '/households/:id',
    name: 'household',
    component: () => import('./HouseholdPage.vue'),
    props: true,
    meta: { tab: 'households', visit: true },
  },
  {
    path: '/households/:id/edit',
    name: 'household-edit',
    component: () => import('./HouseholdEditPage.vue'),
    props: true,
  },
  {
    path: '/households/:id/persons/add',
    name: 'person-add',
    component: () => import('./PersonAddPage.vue'),
    props: true,
  },
  {
    path: '/households/:id/persons/:person',
    name: 'person-edit',
    component: () => import('./PersonEditPage.vue'),
    props: true,
  },
  {
    path: '/households/:id/assistance/add',
    name: 'assistance-add',
    component: () => import('./AssistanceAddPage.vue'),
    props: true,
  },
  {
    path: '/visits/:id',
    name: 'visit-show',
    component: () => import('./VisitShowPage.vue'),
    props: true,
    meta: { tab: 'households' },
  },
] satisfies RouteRecordRaw[]
