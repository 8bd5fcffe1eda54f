// How long it takes until something is drawn, told by the page's own clock.

import type { Page } from '@playwright/test'
import type { Phone } from '../e2e/support/phone'

export interface Act {
  click?: string
  fill?: string
  text?: string
  pin?: string
  /** This text is in the page. */
  until?: string
  /** This text is no more in the page. */
  gone?: string
  /** Counted from the navigation instead of the act. */
  timeOrigin?: boolean
}

/** Makes every page of the phone able to tell. */
export async function clocks(phone: Phone): Promise<void> {
  await phone.running.addInitScript(() => {
    const done = ({ until, gone }: Act) => {
      const text = document.body?.innerText ?? ''
      return (until === undefined || text.includes(until)) && (gone === undefined || !text.includes(gone))
    }
    const carryOut = ({ click, fill, text, pin }: Act) => {
      const press = (button: HTMLElement | null | undefined) => {
        if (!button) throw new Error(`nothing to press: ${click ?? pin}`)
        button.click()
      }
      if (click) press(document.querySelector<HTMLElement>(click))
      for (const digit of pin ?? '') {
        press([...document.querySelectorAll('button')].find((button) => button.innerText.trim() === digit))
      }
      const field = fill ? document.querySelector<HTMLInputElement>(fill) : null
      if (field) {
        field.value = text ?? ''
        field.dispatchEvent(new Event('input', { bubbles: true }))
      }
    }
    Object.assign(window, {
      drawn: (act: Act) =>
        new Promise<number>((told, failed) => {
          const begun = act.timeOrigin ? 0 : performance.now()
          carryOut(act)
          const look = () => {
            if (performance.now() - begun > 60_000) failed(new Error(`not drawn: ${JSON.stringify(act)}`))
            else if (!done(act)) requestAnimationFrame(look)
            // After the frame that shows it.
            else requestAnimationFrame(() => told(performance.now() - begun))
          }
          look()
        }),
    })
  })
}

/** Does it, and tells after how many milliseconds it was drawn. */
export function drawn(page: Page, act: Act): Promise<number> {
  return page.evaluate((it) => (window as unknown as { drawn(act: Act): Promise<number> }).drawn(it), act)
}
