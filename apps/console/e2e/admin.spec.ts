// 管理: what an administrator does at the desk, and that phones follow; and who is told that this is not theirs.

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CHEN_PHONE, WANG_PHONE } from '@lianxin/county/office'
import { ADMIN, AUDITOR, CHEN, ROSTER, SHUJI, VILLAGE, WANG } from '@lianxin/county/people'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './support/fixtures'
import { judge } from './support/screen'

/** Picks somebody or something in a box by typing. */
async function pick(page: Page | Locator, label: string, typed: string, option: RegExp | string) {
  const box = page.getByRole('combobox', { name: label })
  await box.fill(typed)
  await page.getByRole('option', { name: option }).first().click()
}

/** The row of a table with this text in it. */
const row = (page: Page, text: string | RegExp) => page.getByRole('row', { name: text })

test('a phone is enrolled by the code on the page, and shut out by the page', async ({ county, desk }, info) => {
  const page = await desk.logIn(ADMIN, '/admin/devices')
  await page.getByRole('button', { name: '发登记码' }).click()
  await pick(page, '给谁', 'cm', /陈明/)
  await page.getByRole('dialog').getByRole('button', { name: '发登记码' }).click()
  const code = (await page.getByTestId('device-code').textContent()) ?? ''
  expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/)
  await expect(page.getByRole('timer')).toHaveText(/还有 (10:00|9:\d\d) 有效/)
  await expect(page.getByRole('img', { name: '登记码的二维码' })).toBeVisible()
  await judge(page, info, 'admin-device-code')
  await county.device('new', ['enrol', county.url, code])
  await county.device('new', ['sync'])
  await page.getByRole('dialog').getByRole('button', { name: '关上' }).last().click()

  await page.goto(`${desk.url}/admin/devices?login=${CHEN.login}&state=all`)
  await expect(page.getByRole('row')).toHaveCount(3)
  await page.getByRole('link', { name: '陈明' }).last().click()
  await page.getByRole('button', { name: '停用设备' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('设备立即停用，不能恢复。')).toBeVisible()
  await judge(page, info, 'admin-device-revoke')
  await dialog.getByRole('button', { name: '停用设备' }).click()
  await expect(dialog).toBeHidden()
  await expect(row(page, /已停用/)).toBeVisible()
  const devices = await county.admin<{ items: { id: string; login: string; revoked_at_ms: number | null }[] }>(['device', 'list', '--login', CHEN.login])
  expect(devices.items.filter((device) => device.revoked_at_ms !== null)).toHaveLength(1)
  // It hands in what it has, gets nothing and forgets; then it is nobody's device.
  expect(await county.device<{ closed: boolean }>('new', ['sync'])).toMatchObject({ closed: true })
  await expect(county.device('new', ['sync'])).rejects.toThrow('not_enrolled')
  expect(await county.device<{ closed: boolean }>(CHEN_PHONE, ['sync'])).not.toMatchObject({ closed: true })
})

test('a roster with a bad row is looked at, imported, and its other rows are there', async ({ county, desk }, info) => {
  const file = join(county.folder, '名册.csv')
  await writeFile(file, `${ROSTER}0007,增口村,2组,谢春生,谢春生,户主,男,1962-07-01,,13900000701,,增口村2组8号,
0008,没有的村,1组,龙冬梅,龙冬梅,户主,女,1970-01-01,,,,,
`)
  const page = await desk.logIn(ADMIN, '/admin/roster')
  await page.locator('input[type=file]').setInputFiles(file)
  await expect(page.getByText('问题：1 处不能导入')).toBeVisible()
  const problem = row(page, /没有这个村|村/).filter({ hasText: '不导入' })
  await expect(problem).toContainText('12')
  await expect(page.getByRole('cell', { name: '139****0123' })).toBeVisible()
  await judge(page, info, 'admin-roster-preview')
  await page.getByRole('button', { name: '导入：写入 1 户、1 人' }).click()
  await expect(page.getByRole('heading', { name: '已导入' })).toBeVisible()
  const found = await county.read<{ rows: { fields: { head_name: string } }[] }>('/v1/households?q=谢春生')
  expect(found.rows.map((one) => one.fields.head_name)).toEqual(['谢春生'])
  await judge(page, info, 'admin-roster-done')
})

test('two villages become one, after it was seen what that does', async ({ county, desk }, info) => {
  const page = await desk.logIn(ADMIN, '/admin/areas')
  await page.getByRole('button', { name: /看下级/ }).click()
  await row(page, '沤江镇').getByRole('button', { name: /看下级/ }).click()
  await page.getByRole('link', { name: '增口村' }).click()
  await page.getByRole('button', { name: '并入别的村' }).click()
  await pick(page, '并入哪个村', '侃大', /侃大村/)
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(/6 户、3 个组/)).toBeVisible()
  await expect(dialog.getByText('并村不能撤销。')).toBeVisible()
  await dialog.getByLabel('合并后的名称').fill('增侃村')
  await expect(dialog.getByText(/6 户、3 个组/)).toBeVisible()
  await judge(page, info, 'admin-merge')
  await dialog.getByRole('button', { name: '并村' }).click()
  await expect(dialog).toBeHidden()
  await expect(row(page, /增侃村/)).toBeVisible()
  const areas = await county.read<{ rows: { code: string; name: string; merged_into?: string }[] }>('/v1/areas?limit=200')
  expect(areas.rows.find((area) => area.code === VILLAGE)?.merged_into).toBe('431027100229')
  // The phone follows at its next sync and keeps what it holds.
  await county.device(WANG_PHONE, ['sync'])
})

test('a cadre hands over, and the account is closed', async ({ county, desk }, info) => {
  const page = await desk.logIn(ADMIN, `/admin/accounts/${WANG.login}`)
  await page.getByRole('button', { name: '停用', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(/停用设备 1 台/)).toBeVisible()
  await judge(page, info, 'admin-close')
  await dialog.getByRole('link', { name: '先交接' }).click()
  await expect(page.getByRole('combobox', { name: '交出的人' })).toHaveValue('王芳')
  await pick(page, '接手的人', 'cm', /陈明/)
  await expect(dialog.getByText(/1 个地方的包联转给接手的人/)).toBeVisible()
  await judge(page, info, 'admin-hand-over')
  await dialog.getByRole('button', { name: '交接', exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText('没有结对')).toBeVisible()

  await page.goto(`${desk.url}/admin/accounts/${WANG.login}`)
  await page.getByRole('button', { name: '停用', exact: true }).click()
  await expect(dialog.getByText('先交接')).toBeHidden()
  await dialog.getByRole('button', { name: '停用', exact: true }).click()
  await expect(dialog).toBeHidden()
  expect(await county.device<{ closed: boolean }>(WANG_PHONE, ['sync'])).toMatchObject({ closed: true })
  const list = await county.admin<{ items: { login: string; disabled: boolean }[] }>(['user', 'list'])
  expect(list.items.find((user) => user.login === WANG.login)?.disabled).toBe(true)
  await page.goto(`${desk.url}/admin/acts`)
  await expect(row(page, /停用账号.*王芳/)).toBeVisible()
  await expect(row(page, /交接.*王芳.*陈明/)).toBeVisible()
  await judge(page, info, 'admin-acts')
})

test('a password that was given opens the console for choosing another one', async ({ desk, desks }, info) => {
  const page = await desk.logIn(ADMIN, `/admin/accounts/${SHUJI.login}`)
  await page.getByRole('button', { name: '发临时密码' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '发放' }).click()
  const given = (await page.getByTestId('given-password').textContent()) ?? ''
  await judge(page, info, 'admin-password')

  const other = await desks.open()
  await other.go('/households')
  await other.page.getByLabel('账号').fill(SHUJI.login)
  await other.page.getByLabel('密码', { exact: true }).fill(given)
  await other.page.getByRole('button', { name: '登录' }).click()
  await expect(other.page.getByRole('heading', { name: '设置自己的密码' })).toBeVisible()
  await judge(other.page, info, 'password')
  await other.page.getByLabel('现在的密码').fill(given)
  await other.page.getByLabel('新密码', { exact: true }).fill('翻过九座山又过一条河')
  await other.page.getByLabel('再输一遍').fill('翻过九座山又过一条河')
  await other.page.getByRole('button', { name: '设置' }).click()
  await other.page.getByRole('button', { name: '去登录' }).click()
  await expect(other.page.getByLabel('账号')).toBeVisible()
  await other.page.getByLabel('账号').fill(SHUJI.login)
  await other.page.getByLabel('密码', { exact: true }).fill('翻过九座山又过一条河')
  await other.page.getByRole('button', { name: '登录' }).click()
  await expect(other.page.getByRole('button', { name: `账号 ${SHUJI.name}` })).toBeVisible()
})

test('units, a category and a group are kept', async ({ county, desk }, info) => {
  const page = await desk.logIn(ADMIN, '/admin/units')
  await page.getByRole('button', { name: '新建单位' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('单位名称').fill('民政所')
  await pick(dialog, '所属地', '沤江', /沤江镇/)
  await dialog.getByRole('button', { name: '新建' }).click()
  await expect(page.getByRole('heading', { name: '民政所' })).toBeVisible()
  await pick(page, '加入一个人', 'wangf', /王芳/)
  await expect(page.getByRole('link', { name: '王芳' })).toBeVisible()
  await judge(page, info, 'admin-unit')

  await page.goto(`${desk.url}/admin/categories`)
  await row(page, /^.*低保户/).getByRole('button', { name: '更名' }).click()
  await dialog.getByLabel('名称', { exact: true }).fill('低保家庭')
  await judge(page, info, 'admin-category')
  await dialog.getByRole('button', { name: '更名' }).click()
  await expect(dialog).toBeHidden()
  await expect(row(page, /低保家庭/)).toContainText('低保户')
  const found = await county.read<{ rows: { fields: { head_name: string } }[] }>('/v1/households?category=低保家庭')
  expect(found.rows.map((one) => one.fields.head_name)).toEqual(['田秀莲'])
})

test('what a phone handed in for what it lost is reviewed field by field', async ({ county, desk }, info) => {
  await county.device(WANG_PHONE, ['household', 'set', '0002', 'phone=13900000999'])
  await county.admin(['assign', '--login', WANG.login, '--area', VILLAGE, '--kind', 'lead', '--end'])
  await county.device(WANG_PHONE, ['sync'])
  const page = await desk.logIn(ADMIN, '/admin/reviews')
  await page.getByRole('link', { name: /户 · 田秀莲/ }).click()
  await expect(row(page, /电话/)).toContainText('13900000201')
  await expect(row(page, /电话/)).toContainText('13900000999')
  await page.getByLabel('理由').fill('属实')
  await judge(page, info, 'admin-review')
  await page.getByRole('button', { name: '并入', exact: true }).click()
  await expect(page.getByText('没有等审核的修改')).toBeVisible()
  const found = await county.read<{ rows: { id: string }[] }>('/v1/households?q=13900000999')
  expect(found.rows).toHaveLength(1)
  await page.goto(`${desk.url}/admin/reviews?state=accepted`)
  await expect(row(page, /王芳/)).toContainText('已并入')
})

test('who is told that this is not theirs', async ({ desks }, info) => {
  const supervisor = await desks.open()
  const page = await supervisor.logIn(SHUJI, '/admin/accounts')
  await expect(page.getByText('这里由管理员使用')).toBeVisible()
  await expect(page.getByText('您的账号是领导', { exact: false })).toBeVisible()
  await judge(page, info, 'admin-gate')

  const auditor = await desks.open()
  const audit = await auditor.logIn(AUDITOR, '/admin/acts')
  await expect(audit.getByRole('heading', { name: '操作记录' })).toBeVisible()
  const links = audit.getByRole('navigation', { name: '栏目' }).getByRole('link')
  expect(await links.allTextContents()).not.toContain('户')
  for (const path of ['/admin/accounts', '/admin/roster']) {
    await audit.goto(auditor.url + path)
    await expect(audit.getByText('这里由管理员使用')).toBeVisible()
  }
})
