/** Fewer characters are no reason: the server takes no less either. */
const REASON_CHARS_MIN = 4

/** Whether the access log takes this for a reason. */
export function isReason(text: string): boolean {
  return text.trim().length >= REASON_CHARS_MIN
}
