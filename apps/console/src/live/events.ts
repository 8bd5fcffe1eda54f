/** One server-sent event. */
export interface ServerEvent {
  id: string
  name: string
  data: string
}

/**
 * The events of a stream, as they are whole. An id without data is kept for the next time and told by `seen` alone: it says how far the
 * server has come.
 */
export async function* eventsOf(
  body: ReadableStream<Uint8Array>,
  seen: (id: string) => void,
): AsyncGenerator<ServerEvent> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
  let text = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      text += value
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const event = eventOf(text.slice(0, end))
        text = text.slice(end + 2)
        if (event.id) seen(event.id)
        if (event.data) yield event
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

function eventOf(block: string): ServerEvent {
  const event: ServerEvent = { id: '', name: 'message', data: '' }
  for (const line of block.split('\n')) {
    const at = line.indexOf(':')
    const field = at < 0 ? line : line.slice(0, at)
    const value = at < 0 ? '' : line.slice(at + 1).replace(/^ /, '')
    if (field === 'id') event.id = value
    else if (field === 'event') event.name = value
    else if (field === 'data') event.data += value
  }
  return event
}
