// The programs under test: where they are, and how one is run.

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** The binary `lianxin`: what `cargo xtask test` built, or the one of a plain `cargo build`. */
export const lianxin = process.env.LIANXIN_BIN ?? resolve(root, 'target/debug/lianxin')

/** The built apps. */
export const apps = process.env.LIANXIN_APPS ?? resolve(root, 'apps/dist')

/** Debian's Chromium unless another one is named. */
export const chromium = process.env.CHROMIUM_BIN ?? '/usr/bin/chromium'

/** What is missing before any test of this app can run. */
export function missing(app: 'field' | 'console'): string[] {
  return [lianxin, resolve(apps, app, 'index.html'), chromium].filter((path) => !existsSync(path))
}

/** The environment of a program of ours: nothing of the tester's own settings reaches it. */
export function environment(): NodeJS.ProcessEnv {
  const { LIANXIN_LANG: _language, RUST_LOG: _log, ...kept } = process.env
  return kept
}

/** What one run of `lianxin … --json` answered. Rejects with what it said where it failed. */
export function run<T = unknown>(words: readonly string[], input = ''): Promise<T> {
  return new Promise((settle, refuse) => {
    const child = execFile(lianxin, [...words, '--json'], { env: environment() }, (error, said, complained) => {
      if (error) refuse(new Error(`lianxin ${words.join(' ')}: ${said}${complained}`))
      else settle(JSON.parse(said) as T)
    })
    // One that ended without reading says why by its exit, above.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}
