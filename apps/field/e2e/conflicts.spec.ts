// Two phones, one fact: both values stay until somebody who knows settles it.

import type { Page } from '@playwright/test'
import { expect, test } from './support/fixtures'
import { CHEN, WANG } from '@lianxin/county/people'
import { judge } from './support/screen'
import { enrol } from './support/session'

async function writePhone(page: Page, number: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: '户', exact: true }).tap()
  await page.getByRole('link', { name: /罗守山/ }).tap()
  await page.getByRole('link', { name: '改资料' }).tap()
  await page.getByLabel('电话', { exact: true }).fill(number)
  await page.getByRole('button', { name: '保存' }).tap()
  await expect(page.getByRole('heading', { name: '罗守山家' })).toBeVisible()
}

const safe = (page: Page) => expect(page.getByRole('link', { name: /都已上交/ })).toBeVisible({ timeout: 30_000 })

test('two phones write the same fact without network; one tap settles it for both', async ({ phones, county, network }, info) => {
  const [first, second] = [await phones.unpack(), await phones.unpack()]
  const wang = await enrol(first, county, network, WANG.login)
  const chen = await enrol(second, county, network, CHEN.login)
  await network.cut()
  await writePhone(wang, '13900000888')
  await writePhone(chen, '13900000999')
  await network.heal()
  await safe(wang)
  await safe(chen)

  // Whoever was second has brought both values together; the other hears of it with the next contact.
  for (const page of [wang, chen]) {
    await page.goto(`${first.options.app}#/sync`)
    await page.getByRole('button', { name: '现在就交' }).tap()
    await page.goto(`${first.options.app}#/households`)
    await page.getByRole('link', { name: /罗守山/ }).tap()
    await expect(page.getByText('电话有 2 个说法')).toBeVisible({ timeout: 30_000 })
  }

  await wang.getByText('电话有 2 个说法').tap()
  await expect(wang.getByText('13900000888')).toBeVisible()
  await expect(wang.getByText('13900000999')).toBeVisible()
  await expect(wang.getByText(WANG.name)).toBeVisible()
  await expect(wang.getByText(CHEN.name)).toBeVisible()
  await judge(wang, info, 'conflict')
  await wang.getByRole('button', { name: '先放着' }).tap()
  await expect(wang.getByText('没有对不上的资料')).toBeVisible()
  await wang.goto(`${first.options.app}#/`)
  await wang.goto(`${first.options.app}#/conflicts`)
  await expect(wang.getByText('13900000999')).toBeVisible()

  await wang.getByRole('listitem').filter({ hasText: '13900000999' }).getByRole('button', { name: '用这个' }).tap()
  await expect(wang.getByText('没有对不上的资料')).toBeVisible()
  await safe(wang)
  const homes = await county.read<{ rows: { fields: { head_name: string; phone: string } }[] }>('/v1/households?limit=10')
  expect(homes.rows.find((home) => home.fields.head_name === '罗守山')?.fields.phone).toBe('13900000999')
  expect((await county.read<{ rows: unknown[] }>('/v1/conflicts')).rows).toHaveLength(0)
})
