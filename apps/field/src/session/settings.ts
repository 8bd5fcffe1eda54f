import { reactive, watch } from 'vue'
import { speak, type Language } from '@/locales'

/** Settings of the phone, not of a person: they hold nothing that tells who uses it. */
export interface Settings {
  text_px: number
  language: Language
  idle_lock_minutes: number
}

export const TEXT_PX_MIN = 15
export const TEXT_PX_MAX = 24
export const IDLE_LOCK_MINUTES = [1, 5, 15, 30] as const

const KEY = 'lianxin.settings'
const DEFAULTS: Settings = { text_px: 17, language: 'zh-CN', idle_lock_minutes: 5 }

function stored(): Settings {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings>
    return {
      text_px: Math.min(TEXT_PX_MAX, Math.max(TEXT_PX_MIN, Number(found.text_px) || DEFAULTS.text_px)),
      language: found.language === 'en' ? 'en' : 'zh-CN',
      idle_lock_minutes: Number(found.idle_lock_minutes) || DEFAULTS.idle_lock_minutes,
    }
  } catch {
    return { ...DEFAULTS }
  }
}

export const settings = reactive<Settings>(stored())

export function applySettings(): void {
  watch(
    settings,
    (now) => {
      document.documentElement.style.setProperty('--text', `${now.text_px}px`)
      void speak(now.language)
      try {
        localStorage.setItem(KEY, JSON.stringify(now))
      } catch {
        // A full or forbidden storage costs the setting, not the work.
      }
    },
    { immediate: true },
  )
}
