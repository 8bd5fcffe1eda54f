import { i18n } from '@/locales'
import type { Schemas } from './types'

type Content = Schemas['ErrorContent']

/** Why a request was not answered: the server's own code, or one of this browser's: `network`, `odd_answer`. */
export class Failure extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    private readonly content?: Content,
    /** Seconds after which it is worth trying again, where the server said so. */
    readonly retryAfterS?: number,
  ) {
    super(code)
    this.name = 'Failure'
  }

  /** Facts that a page may act on. */
  get details(): Record<string, unknown> {
    return (this.content?.details ?? {}) as Record<string, unknown>
  }

  /** What is wrong with which field. */
  get fields(): readonly Schemas['FieldError'][] {
    return this.content?.fields ?? []
  }

  /** Nothing is wrong with the request: the same again may be answered. */
  get passes(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }

  /** In the reader's language. */
  get words(): string {
    const { locale, t } = i18n.global
    if (this.content) return locale.value === 'en' ? this.content.message_en : this.content.message
    return t(this.code === 'network' ? 'failure.network' : 'failure.odd', { status: this.status })
  }
}

/** What an answer that is no success says. */
export function failureOf(response: Response, error: unknown): Failure {
  const content = (error as { error?: Content } | undefined)?.error
  const wait = Number(response.headers.get('retry-after') ?? NaN)
  const retryAfterS = Number.isFinite(wait) ? wait : undefined
  if (!content?.code) return new Failure('odd_answer', response.status, undefined, retryAfterS)
  return new Failure(content.code, response.status, content, retryAfterS)
}

/** Anything that was thrown, as a failure; null for a request that was given up on purpose. */
export function toFailure(thrown: unknown): Failure | null {
  if (thrown instanceof Failure) return thrown
  if (thrown instanceof DOMException && thrown.name === 'AbortError') return null
  return new Failure('network', 0)
}
