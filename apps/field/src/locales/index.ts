import { createI18n } from 'vue-i18n'

export type Language = 'zh-CN' | 'en'

type Texts = { [key: string]: string | Texts }

const chinese = import.meta.glob<Texts>('./zh-CN/*.json', { eager: true, import: 'default' })
const english = import.meta.glob<Texts>('./en/*.json', { import: 'default' })

/** The name of a locale file is the first part of its keys: `today.json` holds `today.…`. */
function page(path: string): string {
  return path.replace(/^.*\/(.*)\.json$/, '$1')
}

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: 'zh-CN',
  messages: {
    'zh-CN': Object.fromEntries(Object.entries(chinese).map(([path, texts]) => [page(path), texts])),
  } as Record<string, Texts>,
})

export async function speak(language: Language): Promise<void> {
  if (language === 'en' && !i18n.global.availableLocales.includes('en')) {
    const loaded = await Promise.all(
      Object.entries(english).map(async ([path, load]) => [page(path), await load()] as const),
    )
    i18n.global.setLocaleMessage('en', Object.fromEntries(loaded))
  }
  i18n.global.locale.value = language
  document.documentElement.lang = language
}
