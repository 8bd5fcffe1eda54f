import { ref, shallowRef } from 'vue'

/** Chromium's event; the other browsers have none and get words instead. */
interface InstallEvent extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>
}

const offered = shallowRef<InstallEvent | null>(null)

export const installed = ref(window.matchMedia('(display-mode: standalone)').matches)

export const canInstall = () => offered.value !== null

export function watchInstall(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    offered.value = event as InstallEvent
  })
  window.addEventListener('appinstalled', () => {
    installed.value = true
    offered.value = null
  })
}

/** Asks the browser to put the app on the home screen. An offer can be used once. */
export async function install(): Promise<boolean> {
  const offer = offered.value
  offered.value = null
  return (await offer?.prompt())?.outcome === 'accepted'
}

export type Browser = 'wechat' | 'apple' | 'other'

/** Which words tell how to get it onto the home screen by hand. */
export function browser(): Browser {
  const agent = navigator.userAgent
  if (/MicroMessenger/i.test(agent)) return 'wechat'
  return /iPhone|iPad/.test(agent) ? 'apple' : 'other'
}
