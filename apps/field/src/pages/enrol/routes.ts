import type { RouteRecordRaw } from 'vue-router'
import { enrolling, linkCode } from '@/session/enrolment'

/** An enrolment link. The page itself is no route: it is there while somebody is being enrolled. */
export default [
  {
    path: '/enrol',
    component: () => import('./EnrolPage.vue'),
    beforeEnter: (to) => {
      const code = to.query['code']
      if (typeof code === 'string') linkCode.value = code
      enrolling.value = true
      // The code is taken out of the address before anything else can see it there.
      return { path: '/', replace: true }
    },
  },
] satisfies RouteRecordRaw[]
