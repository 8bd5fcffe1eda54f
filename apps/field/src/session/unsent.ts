/** How many edits a closed store held when it was last open: to say what a wipe costs. A number, nothing else. */
const key = (profile: string) => `lianxin.unsent.${profile}`

export function rememberUnsent(profile: string, count: number): void {
  try {
    localStorage.setItem(key(profile), String(count))
  } catch {
    // Then a wipe cannot say how many, and says so.
  }
}

export function unsentOf(profile: string): number | null {
  const found = localStorage.getItem(key(profile))
  return found === null ? null : Number(found)
}

export function forgetUnsent(profile: string): void {
  localStorage.removeItem(key(profile))
}
