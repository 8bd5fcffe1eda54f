import { ref } from 'vue'

/** The one-time code of a link that was opened; it is kept in memory only and taken out of the address at once. */
export const linkCode = ref<string | null>(null)

/** Whether somebody is being enrolled: the screens of that stay until it is done or given up. */
export const enrolling = ref(false)

/** Where the link belongs that was opened, pasted or scanned. */
export type EnrolText = { code: string } | { elsewhere: string } | null

const CODE = /^[0-9A-Z]{4}-?[0-9A-Z]{4}-?[0-9A-Z]{4}$/

/** As the server reads codes: case, blanks, hyphens and full-width forms do not matter. */
export function plainCode(typed: string): string {
  const half = typed.normalize('NFKC').toUpperCase()
  return half.replace(/[\s\-—–]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
}

export function grouped(code: string): string {
  return plainCode(code).replace(/(.{4})(?=.)/g, '$1-')
}

function address(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}

/**
 * A link `<server>/field/#/enrol?code=…`, what the command line prints (`<server> <code>`), or the code alone. A link of
 * another server cannot be followed from here: this page may speak to its own server only.
 */
export function readEnrolText(text: string, here: string = location.origin): EnrolText {
  const words = text.trim().split(/\s+/)
  const first = words[0] ?? ''
  if (/^https?:\/\//i.test(first)) {
    const url = address(first)
    if (!url) return null
    const code = new URLSearchParams(url.hash.split('?')[1] ?? '').get('code') ?? words[1]
    if (!code || !CODE.test(plainCode(code))) return null
    const link = `${url.origin}/field/#/enrol?code=${grouped(code)}`
    return url.origin === here ? { code: grouped(code) } : { elsewhere: link }
  }
  const code = plainCode(text)
  return CODE.test(code) ? { code: grouped(code) } : null
}
