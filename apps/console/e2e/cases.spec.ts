// The ledgers: the table, the board, the next step by whoever leads, many at once, what phones did meanwhile, deadlines.

import type { County } from '@lianxin/county/county'
import { CHEN_PHONE, WANG_PHONE } from '@lianxin/county/office'
import { ADMIN, SHUJI, SONG } from '@lianxin/county/people'
import type { Page } from '@playwright/test'
import { expect, test } from './support/fixtures'

interface Found {
  rows: { id: string; fields: { title: string; status: string; status_conflict: boolean; events: unknown[] } }[]
}

async function caseOf(county: County, title: string) {
  const { rows } = await county.read<Found>('/v1/cases?limit=200')
  const found = rows.find((row) => row.fields.title === title)
  if (!found) throw new Error(`no case ${title}`)
  return found
}

const record = (page: Page) => page.getByRole('region', { name: '记录' })
const list = (page: Page) => page.getByRole('region', { name: '三本台账' })
const row = (page: Page, title: string) => list(page).getByRole('row').filter({ hasText: title })

async function pickPerson(page: Page, name: string) {
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: '交给谁' }).fill(name)
  await page.getByRole('option', { name: new RegExp(`^${name}`) }).click()
}

test('what waits is listed with whose it is, how long and until when; the address says which', async ({ desk }) => {
  const page = await desk.logIn(SHUJI, '/cases')
  await expect(row(page, '修水渠')).toContainText('罗守山')
  await expect(row(page, '修水渠')).toContainText('已受理')
  await expect(row(page, '田界纠纷')).toHaveCount(0)
  await page.getByRole('checkbox', { name: '还没办完' }).uncheck()
  await expect(row(page, '田界纠纷')).toContainText('已办结')
  await page.getByRole('navigation', { name: '台账' }).getByRole('button', { name: '稳定' }).click()
  await expect(page).toHaveURL(/ledger=dispute/)
  await expect(row(page, '修水渠')).toHaveCount(0)
  await page.reload()
  await expect(row(page, '田界纠纷')).toBeVisible()
  await page.keyboard.press('j')
  await expect(record(page).getByRole('heading', { name: '田界纠纷' })).toBeVisible()
  await expect(record(page)).toContainText('口头协议')
  await expect(record(page)).toContainText('两家在村部谈妥')
})

test('somebody else’s township shows nothing of it', async ({ desk, county }) => {
  const { id } = await caseOf(county, '修水渠')
  const page = await desk.logIn(SONG, '/cases')
  await expect(page.getByText('没有符合条件的事项')).toBeVisible()
  await page.goto(`${desk.url}/cases/${id}`)
  await expect(record(page)).toContainText('没有这份记录')
})

test('a step is taken in its dialog, and what is written outlives a failed request', async ({ desk, network, county }) => {
  const page = await desk.logIn(SHUJI, '/cases')
  await row(page, '修水渠').getByRole('link').click()
  await record(page).getByRole('button', { name: '办理', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('内容').fill('水利站已进场，先挖断口。')
  await network.cut()
  await dialog.getByRole('button', { name: '办理', exact: true }).click()
  await expect(dialog.getByRole('alert')).toContainText('连不上服务器')
  await network.heal()
  await dialog.getByRole('button', { name: '办理', exact: true }).click()
  await expect(dialog).toHaveCount(0)
  await expect(record(page)).toContainText('水利站已进场')
  await expect(row(page, '修水渠')).toContainText('办理中')
  const { fields } = await caseOf(county, '修水渠')
  expect([fields.status, fields.events.length]).toEqual(['acting', 3])
})

test('a phone resolves without signal while the desk assigns: both stay, and a later step settles it', async ({ desk, county }) => {
  const before = await caseOf(county, '低保申请')
  await county.device(WANG_PHONE, ['case', 'event', before.id, '--kind', 'resolved', '--text', '材料已报，批下来了'])
  const page = await desk.logIn(SHUJI, `/cases/${before.id}`)
  await record(page).getByRole('button', { name: '交办', exact: true }).click()
  await pickPerson(page, '陈明')
  await page.getByRole('dialog').getByRole('button', { name: '交办', exact: true }).click()
  await expect(record(page)).toContainText('交 陈明')
  await county.device(WANG_PHONE, ['sync'])
  await page.reload()
  await expect(record(page).getByRole('region', { name: '这里有两个说法' })).toContainText('王芳')
  await expect(record(page)).toContainText('材料已报，批下来了')
  await record(page).getByRole('button', { name: '办结', exact: true }).click()
  await expect(page.getByRole('dialog')).toContainText('以它为准')
  await page.getByRole('dialog').getByLabel('内容').fill('核实过，已批')
  await page.getByRole('dialog').getByRole('button', { name: '办结', exact: true }).click()
  await expect(record(page).getByRole('region', { name: '这里有两个说法' })).toHaveCount(0)
  const { fields } = await caseOf(county, '低保申请')
  expect([fields.status, fields.status_conflict, fields.events.length]).toEqual(['resolved', false, 4])
})

test('several are assigned by keyboard and reach the phone of whoever got them', async ({ desk, county }) => {
  const page = await desk.logIn(SHUJI, '/cases')
  await expect(row(page, '修水渠')).toBeVisible()
  for (const title of ['低保申请', '修水渠']) {
    await page.keyboard.press('j')
    await expect(record(page).getByRole('heading', { name: title })).toBeVisible()
    await page.keyboard.press('x')
  }
  await expect(page.getByText('已选 2 件')).toBeVisible()
  await page.keyboard.press('a')
  await pickPerson(page, '陈明')
  await page.getByRole('dialog').getByLabel('内容').fill('本周内核实')
  await page.getByRole('dialog').getByRole('button', { name: '交办', exact: true }).click()
  await expect(page.getByText('2 件已交办')).toBeVisible()
  await expect(row(page, '修水渠')).toContainText('已交办')
  await expect(record(page)).toContainText('交 陈明')
  await county.device(CHEN_PHONE, ['sync'])
  const { id } = await caseOf(county, '修水渠')
  const onPhone = await county.device<{ fields: { status: string } }>(CHEN_PHONE, ['case', 'show', id])
  expect(onPhone.fields.status).toBe('assigned')
})

test('on the board a card moves by its menu or by dragging, and only through its dialog', async ({ desk, county }) => {
  const page = await desk.logIn(SHUJI, '/cases?view=board')
  const column = (name: string) => page.getByRole('region', { name, exact: true })
  const card = column('已受理').getByRole('article').filter({ hasText: '修水渠' })
  await expect(card).toBeVisible()
  await card.getByRole('combobox', { name: '移到…' }).selectOption('办结')
  await expect(page.getByRole('dialog')).toContainText('办结：罗守山 · 修水渠')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  expect((await caseOf(county, '修水渠')).fields.status).toBe('accepted')
  await card.dragTo(column('办理中'))
  await page.getByRole('dialog').getByRole('button', { name: '办理', exact: true }).click()
  await expect(column('办理中').getByRole('article').filter({ hasText: '修水渠' })).toBeVisible()
  await expect(column('已受理').getByText('没有', { exact: true })).toBeVisible()
})

test('deadline, lead and mediation; the phone has them with its next sync', async ({ desk, county }) => {
  const { id } = await caseOf(county, '田界纠纷')
  const page = await desk.logIn(SHUJI, `/cases/${id}?open=`)
  await record(page).getByRole('button', { name: '改内容' }).click()
  await page.getByRole('dialog').getByRole('combobox', { name: '包案领导' }).fill('秦')
  await page.getByRole('option', { name: /^秦岭/ }).click()
  await page.getByRole('dialog').getByLabel('办理期限').fill('2027-01-15')
  await page.getByRole('dialog').getByRole('button', { name: '确定' }).click()
  await expect(record(page)).toContainText('秦岭')
  await record(page).getByRole('button', { name: '记调处' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('添上的涉及人').fill('邓长青\n黄石生')
  await dialog.getByLabel('金额').fill('1200.5')
  await dialog.getByLabel('结果').selectOption('书面协议')
  await dialog.getByRole('button', { name: '确定' }).click()
  await expect(record(page)).toContainText('书面协议')
  await expect(record(page)).toContainText('1,200.5 元')
  // Who was in it is shown with a reason alone.
  await expect(record(page)).not.toContainText('黄石生')
  await record(page).getByRole('button', { name: '查看涉及人' }).click()
  await dialog.getByRole('textbox').fill('核对调解协议')
  await dialog.getByRole('button', { name: '查看' }).click()
  await expect(record(page)).toContainText('黄石生')
  await county.device(WANG_PHONE, ['sync'])
  const phone = await county.device<{ fields: Record<string, unknown> }>(WANG_PHONE, ['case', 'show', id])
  expect([phone.fields.due, phone.fields.mediation_amount_fen, phone.fields.mediation_outcome]).toEqual(['2027-01-15', 120_050, 'written'])
})

test('an administrator keeps deadlines and days off, a supervisor reads them', async ({ desk, desks, county }) => {
  const page = await desk.logIn(ADMIN, '/deadlines')
  const days = page.getByLabel('困难 已登记')
  await expect(days).toHaveValue('3')
  await days.fill('0')
  await expect(page.getByRole('alert')).toContainText('1 到 250')
  await days.fill('200')
  await page.getByRole('button', { name: '保存' }).first().click()
  await expect(page.getByText('已保存，马上起算')).toBeVisible()
  const { id } = await caseOf(county, '低保申请')
  const other = await desks.open()
  const reader = await other.logIn(SHUJI, `/cases/${id}`)
  await expect(record(reader)).toContainText('200 个工作日')
  await reader.goto(`${other.url}/deadlines`)
  await expect(reader.getByText('由县里的管理员维护')).toBeVisible()
  await expect(reader.getByRole('button', { name: '保存' })).toHaveCount(0)
})
