import { answer, api } from '@/api/client'

/** Puts a question on a record; `id` is made once for each question, so that sending it again is harmless. */
export async function ask(id: string, subject: string, text: string): Promise<void> {
  await answer(api.POST('/v1/comments', { body: { id, subject, text } }))
}
