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

// An address that was opened while the app was beginning would be lost: the first navigation writes its own over it.
let opened: string | undefined
const note = (event: HashChangeEvent) => {
  opened = new URL(event.newURL).hash.slice(1)
}
addEventListener('hashchange', note)
void router.isReady().then(() => {
  removeEventListener('hashchange', note)
  if (opened !== undefined && opened !== router.currentRoute.value.fullPath) void router.replace(opened)
})

/** Reads the code of all pages while there is nothing else to do, so that the first tap on each waits for no file. */
export function readAhead(): void {
  const idle = globalThis.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 500))
  idle(() => {
    for (const { components } of router.getRoutes()) {
      const page: unknown = components?.['default']
      // What cannot be read now is read when it is opened.
      if (typeof page === 'function' && page.length === 0) void Promise.resolve(page()).catch(() => undefined)
    }
  })
}
