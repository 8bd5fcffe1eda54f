// A file on its way to the server: `fetch` says nothing of how far it is.

import { failureOf, toFailure } from '@/api/failure'
import { renew, token } from '@/session/session'

/** Sends a file and answers what the server says; `told` hears how much of it is there, from 0 to 1. */
export async function upload<T>(path: string, file: Blob, told: (part: number) => void): Promise<T> {
  const shown = await token()
  const first = await send(path, file, shown, told)
  if (first.response.status !== 401) return read<T>(first)
  await renew(shown)
  return read<T>(await send(path, file, await token(), told))
}

interface Answered {
  response: Response
  said: unknown
}

function read<T>({ response, said }: Answered): T {
  if (!response.ok) throw failureOf(response, said)
  return said as T
}

function send(path: string, file: Blob, shown: string, told: (part: number) => void): Promise<Answered> {
  return new Promise((settle, refuse) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    request.setRequestHeader('authorization', `Bearer ${shown}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.onprogress = (event) => told(event.lengthComputable ? event.loaded / event.total : 0)
    request.upload.onload = () => told(1)
    request.onerror = () => refuse(toFailure(new TypeError('network')))
    request.onload = () => {
      const wait = request.getResponseHeader('retry-after')
      const response = new Response(null, { status: request.status, headers: wait ? { 'retry-after': wait } : {} })
      settle({ response, said: parsed(request.responseText) })
    }
    request.send(file)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
