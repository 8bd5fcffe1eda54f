// Chromium as the tests want it, and what it says that an app did wrong.

import type { BrowserContext } from '@playwright/test'

export const ARGUMENTS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Here and now as a reader in the county has it. */
export const HERE = { locale: 'zh-CN', timezoneId: 'Asia/Shanghai' } as const

/** Puts into `faults` what a page is forbidden by its policy, and errors that nobody caught. */
export async function watchFaults(context: BrowserContext, faults: string[]): Promise<void> {
  await context.exposeBinding('reportViolation', (_, text: string) => void faults.push(text))
  await context.addInitScript(() => {
    const { reportViolation } = window as unknown as { reportViolation: (text: string) => void }
    addEventListener('securitypolicyviolation', (event) => {
      reportViolation(`policy: ${event.effectiveDirective} ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`)
    })
  })
  context.on('weberror', (error) => faults.push(`not caught: ${error.error().message}`))
  // Workers have no page whose event could be heard: Chromium says it on their console.
  context.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) faults.push(`console: ${message.text()}`)
  })
}
