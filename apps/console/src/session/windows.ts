// What the windows of one browser tell each other: they share the session.

/** | told | when |
 * | --- | --- |
 * | `in` | somebody came in, or came back |
 * | `locked` | the windows were covered |
 * | `out` | somebody left |
 * | `touched` | somebody works in one of them |
 */
export type Told = 'in' | 'locked' | 'out' | 'touched'

const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('lianxin.session') : undefined

export function tell(told: Told): void {
  channel?.postMessage(told)
}

export function hear(does: (told: Told) => void): void {
  channel?.addEventListener('message', (event: MessageEvent<Told>) => does(event.data))
}
