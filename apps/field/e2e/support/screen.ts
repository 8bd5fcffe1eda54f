// How a screen is judged: no serious finding of axe, nothing wider than the phone, every target as large as a thumb; and its
// picture at both sizes, to be looked at.

import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, type TestInfo } from '@playwright/test'
import { LARGE, SMALL } from './phone'

/** What is touched is at least so tall; links inside a sentence are exempt. */
const TARGET_PX = 48

interface Box {
  name: string
  height: number
}

async function smallTargets(page: Page): Promise<Box[]> {
  return page.evaluate((least) => {
    const shown = [...document.querySelectorAll<HTMLElement>('a, button, input, textarea, [role=button]')]
    return shown
      .filter((element) => element.offsetParent !== null && !element.closest('p'))
      .map((element) => ({ name: element.outerHTML.slice(0, 120), height: element.getBoundingClientRect().height }))
      .filter(({ height }) => height > 0 && height < least - 0.5)
  }, TARGET_PX)
}

/** Judges what the page shows now and takes its pictures. */
export async function judge(page: Page, info: TestInfo, name: string): Promise<void> {
  // A sheet that is still sliding in is judged where it comes to rest.
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter((one) => one.effect?.getTiming().iterations === 1)
    await Promise.allSettled(ending.map((one) => one.finished))
  })
  const { violations } = await new AxeBuilder({ page }).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect.soft(serious.map(({ id, nodes }) => `${name}: ${id} ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
  for (const size of [LARGE, SMALL]) {
    await page.setViewportSize(size)
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect.soft(width, `${name} at ${size.width}`).toBeLessThanOrEqual(size.width)
    await page.screenshot({ path: info.outputPath(`${name}-${size.width}.png`) })
  }
  expect.soft(await smallTargets(page), name).toEqual([])
}
