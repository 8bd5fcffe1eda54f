import { createRouter, createWebHistory } from 'vue-router'
import type { Role } from '@/api/types'
import { i18n } from './locales'
import { placesOf, routes } from './navigation'
import { begin, person, role, sessionState } from './session/session'

declare module 'vue-router' {
  interface RouteMeta {
    /** The key of the page's name, for the window's title. */
    title?: string
    /** Who may be here; everybody who is logged in where it is left out. */
    roles?: readonly Role[]
    /** Whether the area tree stands at its left. The chosen area is `?area=` of the address. */
    areas?: boolean
    /** The place of the navigation that a page belongs to, where that is not its own name: a record of a list. */
    place?: string
    /** Without the shell: the login, pages to be printed. */
    bare?: boolean
    /** Without a session. */
    open?: boolean
  }
}

export const router = createRouter({
  history: createWebHistory('/'),
  routes: [
    ...routes,
    { path: '/:rest(.*)*', name: 'missing', component: () => import('./pages/missing/MissingPage.vue') },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

/** Whether this browser has a session; asked once, before the first page. */
let begun: Promise<void> | undefined

router.beforeEach(async (to) => {
  await (begun ??= begin())
  if (to.meta.open) return true
  if (sessionState.value === 'out') {
    return { name: 'login', query: to.fullPath === '/' ? {} : { to: to.fullPath }, replace: true }
  }
  // Somebody else knows the password: nothing is answered before another one is chosen.
  if (person.value?.password_given && to.name !== 'password') return { name: 'password', replace: true }
  if (to.name === 'home') {
    const home = placesOf(role.value)[0]
    return home ? { name: home.to, replace: true } : true
  }
  const { roles } = to.meta
  if (roles && role.value && !roles.includes(role.value)) return { name: 'missing', params: { rest: to.path.split('/').slice(1) } }
  return true
})

router.afterEach((to) => {
  const { t } = i18n.global
  document.title = to.meta.title ? `${t(to.meta.title)} · ${t('shell.name')}` : t('shell.name')
})
