import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'

export type Tab = 'today' | 'households' | 'diary' | 'cases' | 'me'

declare module 'vue-router' {
  interface RouteMeta {
    /** The tab that stays marked; a page without one has no tab bar. */
    tab?: Tab
    /** Whether the button 记走访 floats on it. */
    visit?: boolean
  }
}

/** Each page folder brings its routes in `routes.ts`; a path never holds a name or a number of a person. */
const pages = import.meta.glob<RouteRecordRaw[]>('./pages/*/routes.ts', { eager: true, import: 'default' })

export const router = createRouter({
  history: createWebHashHistory('/field/'),
  routes: [...Object.values(pages).flat(), { path: '/:rest(.*)*', redirect: '/' }],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

// An address that changed while the app was beginning reached the history before the router listened to it.
void router.isReady().then(() => {
  const here = location.hash.slice(1) || '/'
  if (here !== router.currentRoute.value.fullPath) void router.replace(here)
})
