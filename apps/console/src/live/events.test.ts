import { expect, test } from 'vitest'
import { eventsOf } from './events'

function stream(...chunks: string[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    start(controller) {
      chunks.forEach((chunk) => controller.enqueue(encoder.encode(chunk)))
      controller.close()
    },
  })
}

const CASES: [string, string[], string[], string[]][] = [
  ['whole', ['id: 1\nevent: hello\ndata: {}\n\n'], ['1 hello {}'], ['1']],
  ['cut anywhere', ['id: 1\neve', 'nt: a\nda', 'ta: {"t":"村"}\n', '\nid: 2\nevent: b\ndata: 2\n\n'], ['1 a {"t":"村"}', '2 b 2'], ['1', '2']],
  ['a sign of life', [':\nid: 7\n\n', ':\n\n'], [], ['7']],
  ['cut off', ['id: 1\nevent: a\ndata: 1\n\nid: 2\nevent: b\ndata: 2\n'], ['1 a 1'], ['1']],
]

test.each(CASES)('%s', async (_, chunks, expected, ids) => {
  const seen: string[] = []
  const found: string[] = []
  for await (const event of eventsOf(stream(...chunks), (id) => seen.push(id))) {
    found.push(`${event.id} ${event.name} ${event.data}`)
  }
  expect(found).toEqual(expected)
  expect(seen).toEqual(ids)
})
