// The morning page: what is due, what is new, and where each of them is done.

import { expect, test } from './support/fixtures'
import { SHUJI, WANG } from '@lianxin/county/people'
import { enrol } from './support/session'

interface Listed {
  rows: { id: string; fields: { head_name?: string } }[]
}

test('what is due and what a leader said stand on 今日, each leads to where it is done, and is gone when it was seen', async ({
  phone,
  county,
  network,
}) => {
  const page = await enrol(phone, county, network, WANG.login)
  const safe = () => expect(page.getByRole('link', { name: /都已上交/ })).toBeVisible({ timeout: 30_000 })
  const homes = (await county.read<Listed>('/v1/households?limit=10')).rows
  const home = homes.find(({ fields }) => fields.head_name === '郭大有')?.id

  await page.goto(`${phone.options.app}#/cases/add/${home}`)
  await page.getByLabel('什么事').fill('路灯坏了')
  await page.getByRole('button', { name: '好了' }).tap()
  await expect(page.getByRole('heading', { name: '路灯坏了' })).toBeVisible()
  await page.getByRole('link', { name: '今日', exact: true }).tap()
  await expect(page.getByRole('heading', { name: /等您办/ })).toBeVisible()
  await page.getByRole('link', { name: /路灯坏了/ }).tap()
  await page.getByRole('button', { name: '办结', exact: true }).tap()
  await page.getByRole('dialog').getByLabel('怎么解决的').fill('换了灯泡')
  await page.getByRole('dialog').getByRole('button', { name: '好了' }).tap()
  await expect(page.getByText('已办结')).toBeVisible()
  await safe()

  const [opened] = (await county.read<Listed>('/v1/cases?limit=10')).rows
  await county.colleague('shuji', SHUJI.login)
  await county.device('shuji', ['comment', 'add', opened?.id ?? '', '--text', '请去看看还亮不亮'])
  await county.device('shuji', ['sync'])

  await page.goto(`${phone.options.app}#/sync`)
  await page.getByRole('button', { name: '现在就交' }).tap()
  await page.goto(`${phone.options.app}#/`)
  await expect(page.getByRole('heading', { name: /该回访/ })).toBeVisible()
  await expect(page.getByRole('heading', { name: /等您办/ })).toBeHidden()
  await expect(page.getByText('请去看看还亮不亮')).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: /秦岭批示/ }).tap()
  await expect(page.getByRole('heading', { name: '路灯坏了' })).toBeVisible()
  await expect(page.getByText('请去看看还亮不亮')).toBeVisible()
  await page.getByRole('link', { name: '今日', exact: true }).tap()
  await expect(page.getByRole('heading', { name: /该回访/ })).toBeVisible()
  await expect(page.getByText('请去看看还亮不亮')).toBeHidden()

  // Of everybody's work nothing is counted: only what waits is.
  await page.getByRole('link', { name: /看全部 6 户/ }).tap()
  await expect(page.getByRole('button', { name: '很久没去的在前' })).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByText('6 户', { exact: true })).toBeVisible()
})
