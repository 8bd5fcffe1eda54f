/// <reference lib="webworker" />
// The app's own files in a cache, one cache a version, so that the app opens without signal.

/** A file of this version, with its SHA-256 as `integrity` takes it. */
export interface ShellFile {
  path: string
  integrity: string
}

export interface Shell {
  version: string
  files: ShellFile[]
}

const PREFIX = 'lianxin-shell-'
const INDEX = 'index.html'

/** A page that is open may still ask for the files of the version before; older ones go. */
const VERSIONS_KEPT = 2

export function shellOf(shell: Shell, scope: string) {
  const name = PREFIX + shell.version
  const paths = new Set(shell.files.map(({ path }) => new URL(path, scope).href))

  /** Whatever an earlier version or an attempt that was cut brought already is not fetched again. */
  async function take(cache: Cache, file: ShellFile) {
    const address = new URL(file.path, scope).href
    if (await cache.match(address)) return
    // Names in assets/ hold a hash of what is in them: the same name is the same file.
    const held = file.path.startsWith('assets/') ? await caches.match(address) : undefined
    const answer =
      held ?? (await fetch(address, { integrity: file.integrity, cache: 'no-cache', credentials: 'omit' }))
    if (!answer.ok) throw new Error(`${file.path}: ${answer.status}`)
    await cache.put(address, answer)
  }

  /** One after the other: on a weak link each file that came is kept, and the next attempt goes on behind it. */
  async function install() {
    const cache = await caches.open(name)
    for (const file of shell.files) await take(cache, file)
  }

  async function activate() {
    const versions = (await caches.keys()).filter((key) => key.startsWith(PREFIX) && key !== name)
    // Caches are listed in the order in which they were made.
    const gone = versions.slice(0, Math.max(0, versions.length - (VERSIONS_KEPT - 1)))
    await Promise.all(gone.map((key) => caches.delete(key)))
  }

  /** The answer to a request, or nothing where it is none of the shell's. */
  function answer(request: Request): Promise<Response> | undefined {
    const address = new URL(request.url)
    if (request.method !== 'GET' || !address.href.startsWith(scope)) return undefined
    if (request.mode === 'navigate') return held(new URL(INDEX, scope).href, request)
    address.search = ''
    const ours = paths.has(address.href) || address.pathname.includes('/assets/')
    return ours ? held(address.href, request) : undefined
  }

  async function held(address: string, request: Request): Promise<Response> {
    const own = await (await caches.open(name)).match(address)
    return own ?? (await caches.match(address)) ?? fetch(request)
  }

  return { install, activate, answer }
}
