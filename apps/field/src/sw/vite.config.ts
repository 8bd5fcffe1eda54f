import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath, URL } from 'node:url'
import { defineConfig } from 'vite'
import type { Shell, ShellFile } from './shell'

const dist = fileURLToPath(new URL('../../../dist/field', import.meta.url))

/** Not kept offline: the worker itself, and what the server made of the files. */
const LEFT_OUT = /^sw\.js$|\.(br|gz|map)$/

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  )
}

function shell(): Shell {
  const found: ShellFile[] = files(dist)
    .map((file) => ({
      path: relative(dist, file).split(sep).join('/'),
      integrity: `sha256-${createHash('sha256').update(readFileSync(file)).digest('base64')}`,
    }))
    .filter(({ path }) => !LEFT_OUT.test(path))
    .sort((a, b) => a.path.localeCompare(b.path))
  const version = createHash('sha256').update(JSON.stringify(found)).digest('hex').slice(0, 16)
  return { version, files: found }
}

/** The service worker is its own program: one classic script, built after the app, whose files it lists. */
export default defineConfig({
  publicDir: false,
  define: { __SHELL__: JSON.stringify(shell()) },
  resolve: { alias: { '@': fileURLToPath(new URL('..', import.meta.url)) } },
  build: {
    target: 'chrome108',
    outDir: dist,
    emptyOutDir: false,
    lib: {
      entry: fileURLToPath(new URL('./main.ts', import.meta.url)),
      name: 'lianxin_sw',
      formats: ['iife'],
      fileName: () => 'sw.js',
    },
  },
})
