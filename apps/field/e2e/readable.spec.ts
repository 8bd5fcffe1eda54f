// Every working page can be read and used by everybody: no serious violation, nothing wider than the screen, targets that a thumb hits.

import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './support/fixtures'
import { LARGE, SMALL } from './support/phone'
import { WANG } from './support/people'
import { enrol } from './support/session'

async function readable(page: Page, what: string): Promise<void> {
  const found = await new AxeBuilder({ page }).analyze()
  const serious = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.map(({ id, nodes }) => `${what}: ${id} ${nodes[0]?.html}`)).toEqual([])
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(wider, `${what} is wider than the screen`).toBeLessThanOrEqual(0)
  const small = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main button, main a, [role=dialog] button, [role=dialog] a')]
      .map((element) => ({ box: element.getBoundingClientRect(), text: element.outerHTML.slice(0, 120) }))
      // Links within a text are as tall as the text.
      .filter(({ box }) => box.height > 0 && (box.height < 47.5 || box.width < 47.5))
      .map(({ text }) => text),
  )
  expect(small, `${what}: too small for a thumb`).toEqual([])
}

for (const viewport of [SMALL, LARGE]) {
  test(`every working page at ${viewport.width}×${viewport.height}`, async ({ phones, county, network }) => {
    test.setTimeout(180_000)
    const phone = await phones.unpack({ viewport })
    const page = await enrol(phone, county, network, WANG.login)
    const homes = await county.read<{ rows: { id: string; fields: { head_name: string } }[] }>('/v1/households?limit=10')
    const home = homes.rows.find(({ fields }) => fields.head_name === '罗守山')?.id

    const go = async (path: string, heading: string) => {
      await page.goto(`${phone.options.app}#${path}`)
      await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible()
      await expect(page.getByText('正在取')).toHaveCount(0)
      await readable(page, path)
      await page.screenshot({ path: `test-results/pages/${heading}-${viewport.width}.png` })
    }
    await go(`/cases/add/${home}`, '登记诉求')
    await page.getByLabel('什么事').fill('修灶屋顶')
    await page.getByRole('button', { name: '好了' }).tap()
    await expect(page.getByRole('heading', { name: '修灶屋顶' })).toBeVisible()
    await readable(page, 'a case')
    await page.getByRole('button', { name: '记办理' }).tap()
    await expect(page.getByRole('dialog')).toBeVisible()
    await readable(page, 'a step')

    await go('/', '今日')
    await go('/households', '户')
    await page.getByRole('button', { name: '类别', exact: true }).tap()
    await expect(page.getByRole('dialog')).toBeVisible()
    await readable(page, 'a choice')
    await go(`/households/${home}`, '罗守山家')
    await go(`/households/${home}/edit`, '改资料')
    await go(`/households/${home}/persons/add`, '添家人')
    await go('/households/add', '登记新户')
    await go('/visit', '走访哪一户？')
    await go(`/visit/${home}`, '记走访')
    await go('/diary', '日记')
    await go('/cases', '台账')
    await go('/conflicts', '两个说法')
  })
}
