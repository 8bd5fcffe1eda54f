import { answer, api } from '@/api/client'

export type ExportList = 'households' | 'persons' | 'visits' | 'diary-entries' | 'cases' | 'assistance'

/** The name in a `Content-Disposition` header (RFC 6266): the one in any script, else the one in ASCII. */
export function nameIn(disposition: string | null): string {
  const any = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1]
  const ascii = /filename="([^"]+)"/i.exec(disposition ?? '')?.[1]
  try {
    return any ? decodeURIComponent(any) : (ascii ?? 'lianxin.xlsx')
  } catch {
    return ascii ?? 'lianxin.xlsx'
  }
}

/** Hands a file to the browser's downloads. */
function save(file: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  // The browser reads it after the click; it is let go when that is long over.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

interface File {
  data?: unknown
  error?: unknown
  response: Response
}

/** Waits for a file (`parseAs: 'blob'`) and saves it under the name that the server gave it. */
export async function download(asked: Promise<File>): Promise<void> {
  const file = await answer(asked)
  const { response } = await asked
  save(file as Blob, nameIn(response.headers.get('content-disposition')))
}

/** Takes a list out as a file, with the conditions that it is shown by. */
export function takeOut(list: ExportList, query: Readonly<Record<string, string>>, reason: string): Promise<void> {
  return download(api.POST(`/v1/${list}/export.xlsx`, { params: { query }, body: { reason }, parseAs: 'blob' }))
}
