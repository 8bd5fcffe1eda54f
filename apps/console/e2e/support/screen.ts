// How a page is judged: no serious finding of axe, nothing wider than the window; and its picture at every size, to be looked at.

import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, type TestInfo } from '@playwright/test'
import { SIZES } from './desk'
import { underWay } from './underWay'

/** Waits until nothing is under way any more. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('load')
  await expect.poll(() => underWay(page.context())).toBe(0)
  await expect(page.getByText(/^正在取/)).toHaveCount(0)
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter((one) => one.effect?.getTiming().iterations === 1)
    await Promise.allSettled(ending.map((one) => one.finished))
  })
}

/** Judges what the page shows now and takes its pictures. The window has its first size again afterwards. */
export async function judge(page: Page, info: TestInfo, name: string): Promise<void> {
  await settled(page)
  const { violations } = await new AxeBuilder({ page }).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect.soft(serious.map(({ id, nodes }) => `${name}: ${id} ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
  for (const size of SIZES) {
    await page.setViewportSize(size)
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect.soft(width, `${name} at ${size.width}`).toBeLessThanOrEqual(size.width)
    await page.screenshot({ path: info.outputPath(`${name}-${size.width}.png`) })
  }
  await page.setViewportSize(SIZES[0])
}
