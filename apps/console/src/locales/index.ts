import type { Language } from '@lianxin/words'
import { createI18n } from 'vue-i18n'

export type { Language } from '@lianxin/words'

export type Texts = { [key: string]: string | Texts }

const chinese = import.meta.glob<Texts>('./zh/*.ts', { eager: true, import: 'default' })
const english = import.meta.glob<Texts>('./en/*.ts', { import: 'default' })

/** The name of a locale file is the first part of its keys: `households.ts` holds `households.…`. */
function domain(path: string): string {
  return path.replace(/^.*\/(.*)\.ts$/, '$1')
}

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: 'zh-CN',
  messages: {
    'zh-CN': Object.fromEntries(Object.entries(chinese).map(([path, texts]) => [domain(path), texts])),
  } as Record<string, Texts>,
})

const KEPT = 'lianxin.language'

export async function speak(language: Language): Promise<void> {
  if (language === 'en' && !i18n.global.availableLocales.includes('en')) {
    const loaded = await Promise.all(
      Object.entries(english).map(async ([path, load]) => [domain(path), await load()] as const),
    )
    i18n.global.setLocaleMessage('en', Object.fromEntries(loaded))
  }
  i18n.global.locale.value = language
  document.documentElement.lang = language
  localStorage.setItem(KEPT, language)
}

/** The language that was chosen last in this browser. */
export async function speakAsBefore(): Promise<void> {
  if (localStorage.getItem(KEPT) === 'en') await speak('en')
}

export function language(): Language {
  return i18n.global.locale.value === 'en' ? 'en' : 'zh-CN'
}
