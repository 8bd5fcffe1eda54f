// The light and the page behind it: what is unsent, what was not taken and why, what others decided; and a core that ends.

import type { Page } from '@playwright/test'
import { expect, test } from './support/fixtures'
import { VILLAGE, WANG } from '@lianxin/county/people'
import { PIN, enrol, typePin } from './support/session'

async function openHousehold(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: '户', exact: true }).tap()
  await page.getByRole('link', { name: new RegExp(name) }).tap()
  await expect(page.getByRole('heading', { name: `${name}家` })).toBeVisible()
}

/** Writes another phone number into a household's record. */
async function correctPhone(page: Page, name: string, phone: string): Promise<void> {
  await openHousehold(page, name)
  await page.goto(`${page.url()}/edit`)
  await page.getByLabel('电话', { exact: true }).fill(phone)
  await page.getByRole('button', { name: '保存' }).tap()
  await expect(page.getByRole('heading', { name: `${name}家` })).toBeVisible()
}

test('without signal the light counts what is unsent; with signal it goes by itself, and there is a receipt', async ({
  phone,
  county,
  network,
}) => {
  const page = await enrol(phone, county, network, WANG.login)
  await network.cut()
  await correctPhone(page, '罗守山', '13900000777')
  await page.goto(`${phone.options.app}#/sync`)
  await expect(page.getByRole('heading', { name: '还有 1 条没交' })).toBeVisible()
  await expect(page.getByText('最早的写于')).toBeVisible()

  await network.heal()
  await expect(page.getByRole('heading', { name: '都已上交' })).toBeVisible({ timeout: 40_000 })
  await page.getByRole('button', { name: '此前写的都已上交' }).tap()
  await expect(page.getByRole('dialog').getByText('签字', { exact: true })).toBeVisible()
})

test('what is unsent goes into an encrypted file, which the county takes in', async ({ phone, county, network }, info) => {
  const page = await enrol(phone, county, network, WANG.login)
  await network.cut()
  await correctPhone(page, '罗守山', '13900000777')
  await page.goto(`${phone.options.app}#/sync`)
  await page.getByRole('button', { name: '把没交的导出成文件' }).tap()
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('给文件设一个口令').fill('短')
  await sheet.getByLabel('再输一遍口令').fill('短')
  await sheet.getByRole('button', { name: '导出' }).tap()
  await expect(sheet.getByRole('alert')).toHaveText(/\S/)

  const passphrase = '隔山隔水不隔心啊'
  await sheet.getByLabel('给文件设一个口令').fill(passphrase)
  await sheet.getByLabel('再输一遍口令').fill(passphrase)
  const coming = page.waitForEvent('download')
  await sheet.getByRole('button', { name: '导出' }).tap()
  const file = info.outputPath('unsent.lxu')
  await (await coming).saveAs(file)

  await county.admin(['receive', file], `${passphrase}\n`)
  const { rows } = await county.read<{ rows: { fields: { head_name: string; phone: string } }[] }>('/v1/households?limit=10')
  expect(rows.find(({ fields }) => fields.head_name === '罗守山')?.fields.phone).toBe('13900000777')
  await network.heal()
  await expect(page.getByRole('heading', { name: '都已上交' })).toBeVisible({ timeout: 40_000 })
})

test('an edit of what is no longer one’s own waits for a word; a declined one can be let go', async ({
  phone,
  county,
  network,
}) => {
  const page = await enrol(phone, county, network, WANG.login)
  await network.cut()
  await correctPhone(page, '罗守山', '13900000777')
  await county.admin(['assign', '--login', WANG.login, '--area', VILLAGE, '--kind', 'lead', '--end', '--yes'])
  await network.heal()
  await page.goto(`${phone.options.app}#/sync`)
  await expect(page.getByText('等人来定')).toBeVisible({ timeout: 40_000 })
  await expect(page.getByRole('article').getByText('13900000777')).toBeVisible()
  await expect(page.getByRole('heading', { name: '1 条要看看' })).toBeVisible()

  const { items } = await county.admin<{ items: { seq: number }[] }>(['refusals', 'list'])
  await county.admin(['refusals', 'decline', String(items[0]?.seq)])
  await page.getByRole('button', { name: '现在就交' }).tap()
  await expect(page.getByRole('article').getByText('未采纳')).toBeVisible({ timeout: 40_000 })
  await page.getByRole('article').getByRole('button', { name: '不要了' }).tap()
  await page.getByRole('dialog').getByRole('button', { name: '留着' }).tap()
  await expect(page.getByRole('article')).toBeVisible()
  await page.getByRole('article').getByRole('button', { name: '不要了' }).tap()
  await page.getByRole('dialog').getByRole('button', { name: '不要了' }).tap()
  await expect(page.getByRole('article')).toHaveCount(0)
})

test('when the core ends, one tap and the PIN bring everything back, words that were being typed too', async ({
  phone,
  county,
  network,
}) => {
  const page = await enrol(phone, county, network, WANG.login)
  await page.goto(`${phone.options.app}#/me/burden`)
  await page.getByRole('textbox').fill('同一件事要写两遍')
  await expect(page.getByText('已存好')).toBeVisible()
  await page.workers()[0]?.evaluate(() => void setTimeout(() => reportError(new Error('the core ends'))))
  await expect(page.getByRole('heading', { name: '程序出了错，停下来了' })).toBeVisible()
  await page.getByRole('button', { name: '重新打开' }).tap()
  await typePin(page, PIN)
  await expect(page.getByRole('textbox')).toHaveValue('同一件事要写两遍')
  // What this test provoked is no fault of the app.
  expect(phone.faults.splice(0).every((fault) => fault.includes('the core ends'))).toBe(true)
})
