import type { RouteRecordRaw } from 'vue-router'
import type { Place } from '@/places'

const GROUP = 'shell.admin'

/** What administrators keep, from what changes daily to what changes once a year; acts are the auditor's too. */
const PLACES = ['Accounts', 'Devices', 'Assignments', 'Reviews', 'Roster', 'Units', 'Areas', 'Categories', 'Acts'] as const

export const places: readonly Place[] = [
  ...PLACES.map((name, at): Place => ({
    to: `admin${name}`,
    title: `admin.${name.toLowerCase()}.title`,
    order: 80 + at / 10,
    roles: ['admin'],
    group: GROUP,
  })),
  { to: 'adminActs', title: 'admin.acts.title', order: 91, roles: ['auditor'] },
]

export default [
  {
    path: '/admin',
    // Whoever else comes here is told whose page it is; the server answers them nothing anyway.
    component: () => import('./AdminGate.vue'),
    meta: { title: GROUP },
    children: [
      { path: '', redirect: { name: 'adminAccounts' } },
      { path: 'accounts/:id?', name: 'adminAccounts', component: () => import('./accounts/AccountsPage.vue'), meta: { title: 'admin.accounts.title' } },
      { path: 'devices/:id?', name: 'adminDevices', component: () => import('./devices/DevicesPage.vue'), meta: { title: 'admin.devices.title' } },
      { path: 'assignments', name: 'adminAssignments', component: () => import('./assignments/AssignmentsPage.vue'), meta: { title: 'admin.assignments.title' } },
      { path: 'reviews/:id?', name: 'adminReviews', component: () => import('./reviews/ReviewsPage.vue'), meta: { title: 'admin.reviews.title' } },
      { path: 'roster', name: 'adminRoster', component: () => import('./roster/RosterPage.vue'), meta: { title: 'admin.roster.title' } },
      { path: 'units/:id?', name: 'adminUnits', component: () => import('./units/UnitsPage.vue'), meta: { title: 'admin.units.title' } },
      { path: 'areas/:id?', name: 'adminAreas', component: () => import('./areas/AreasPage.vue'), meta: { title: 'admin.areas.title' } },
      { path: 'categories', name: 'adminCategories', component: () => import('./categories/CategoriesPage.vue'), meta: { title: 'admin.categories.title' } },
      { path: 'acts', name: 'adminActs', component: () => import('./acts/ActsPage.vue'), meta: { title: 'admin.acts.title', auditor: true } },
    ],
  },
] satisfies RouteRecordRaw[]
