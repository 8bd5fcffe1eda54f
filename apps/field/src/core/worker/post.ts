// One POST as the core wants it: no redirect to follow, nothing sent twice, bounded in time and size.

/** Until the first byte, and between two pieces: a weak cell needs many seconds. */
const SILENCE_MS = 60_000
/** As limits.rs has it: no answer of the county's server is larger. */
const ANSWER_BYTES_MAX = 16 * 1024 * 1024

export interface Came {
  status: number
  contentType: string | undefined
  retryAfter: string | undefined
  body: Uint8Array
}

export type Lost = 'no_network' | 'timeout' | 'cut' | 'too_large'

/** What came, or why nothing did. */
export async function post(url: string, typed: boolean, body: Uint8Array, stop: AbortController): Promise<Came | Lost> {
  let lost: Lost = 'no_network'
  let timer: ReturnType<typeof setTimeout> | undefined
  const heard = () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      lost = 'timeout'
      stop.abort()
    }, SILENCE_MS)
  }
  try {
    heard()
    const response = await fetch(url, {
      method: 'POST',
      body: new Uint8Array(body),
      headers: typed ? { 'content-type': 'application/x-protobuf' } : {},
      redirect: 'error',
      cache: 'no-store',
      credentials: 'omit',
      signal: stop.signal,
    })
    lost = 'cut'
    const pieces: Uint8Array[] = []
    let length = 0
    const reader = response.body?.getReader()
    for (let piece = await reader?.read(); piece?.value; piece = await reader?.read()) {
      heard()
      length += piece.value.length
      if (length > ANSWER_BYTES_MAX) {
        lost = 'too_large'
        stop.abort()
        return lost
      }
      pieces.push(piece.value)
    }
    const header = (name: string) => response.headers.get(name) ?? undefined
    return { status: response.status, contentType: header('content-type'), retryAfter: header('retry-after'), body: joined(pieces, length) }
  } catch {
    return lost
  } finally {
    clearTimeout(timer)
  }
}

function joined(pieces: Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}
