// A newer version of the app, as a county gets it with its next release: the same files, another title.

import { createHash } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { apps } from '@lianxin/county/program'

const hashed = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`

/** A copy of the built apps whose page has this title. The caller removes the folder. */
export async function newerVersion(title: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lianxin-apps-'))
  await cp(apps, folder, { recursive: true })
  const index = join(folder, 'field/index.html')
  const worker = join(folder, 'field/sw.js')
  const [page, script] = await Promise.all([readFile(index, 'utf8'), readFile(worker, 'utf8')])
  const newer = page.replace(/<title>.*<\/title>/, `<title>${title}</title>`)
  const version = /version:\s*["'`]([0-9a-f]{16})["'`]/.exec(script)?.[1]
  if (!version || !script.includes(hashed(page))) throw new Error('the service worker lists its files otherwise than thought')
  await writeFile(index, newer)
  await writeFile(worker, script.replace(version, 'ffffffffffffffff').replace(hashed(page), hashed(newer)))
  // What was compressed is of the version before.
  for (const file of [index, worker]) await rm(`${file}.br`, { force: true })
  return folder
}
