const RUNS = ['0123456789', '9876543210', '1234567890']

/** What a child would try first. */
export function easyPin(pin: string): boolean {
  return new Set(pin).size === 1 || RUNS.some((run) => run.includes(pin))
}
