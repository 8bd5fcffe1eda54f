/**
 * Runs one question at a time. While one is under way only the newest of those asked meanwhile is kept, so that answers
 * to keystrokes that were overtaken are neither computed nor shown.
 */
export function useLatest<Question, Answer>(
  ask: (question: Question) => Promise<Answer>,
  answered: (answer: Answer, question: Question) => void,
  failed: (error: unknown) => void,
): (question: Question) => void {
  let running = false
  let waiting: { question: Question } | null = null

  async function run(first: Question): Promise<void> {
    running = true
    let next: { question: Question } | null = { question: first }
    while (next) {
      const { question } = next
      try {
        const answer = await ask(question)
        if (!waiting) answered(answer, question)
      } catch (error) {
        if (!waiting) failed(error)
      }
      next = waiting
      waiting = null
    }
    running = false
  }

  return (question) => {
    if (running) waiting = { question }
    else void run(question)
  }
}
