import { answer, api } from '@/api/client'

type Post = (path: string, init: { body: unknown }) => ReturnType<typeof api.GET<'/v1/comments', object>>

/** Puts a question on a record; `id` is made once for each question, so that sending it again is harmless. */
export async function ask(id: string, subject: string, text: string): Promise<void> {
  await answer((api.POST as unknown as Post)('/v1/comments', { body: { id, subject, text } }))
}
