// Every working page, judged by axe and by its size, with pictures to be looked at.

import { expect, test } from './support/fixtures'
import { WANG } from '@lianxin/county/people'
import { judge } from './support/screen'
import { enrol } from './support/session'

interface Homes {
  rows: { id: string; fields: { head_name: string } }[]
}

test('the working pages', async ({ phone, county, network }, info) => {
  test.setTimeout(180_000)
  const page = await enrol(phone, county, network, WANG.login)
  const homes = await county.read<Homes>('/v1/households?limit=10')
  const home = homes.rows.find(({ fields }) => fields.head_name === '罗守山')?.id
  const go = async (path: string, heading: string, name: string) => {
    await page.goto(`${phone.options.app}#${path}`)
    await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible()
    await expect(page.getByText('正在取')).toHaveCount(0)
    await judge(page, info, name)
  }
  const sheet = async (button: string, name: string) => {
    await page.getByRole('button', { name: button, exact: true }).tap()
    await expect(page.getByRole('dialog')).toBeVisible()
    await judge(page, info, name)
    await page.getByRole('dialog').getByRole('button', { name: '关上' }).last().tap()
    await expect(page.getByRole('dialog')).toBeHidden()
  }

  await go(`/cases/add/${home}`, '登记诉求', 'case-add')
  await page.getByLabel('什么事').fill('修灶屋顶')
  await page.getByRole('button', { name: '好了' }).tap()
  await expect(page.getByRole('heading', { name: '修灶屋顶' })).toBeVisible()
  await judge(page, info, 'case')
  await sheet('记办理', 'case-step')

  await go(`/visit/${home}`, '记走访', 'visit')
  await sheet('登记诉求', 'visit-case')
  await sheet('改资料', 'visit-corrections')
  await page.getByLabel('看到、听到的').fill('老人安好，灶屋顶漏雨，想赶在下雪前补一补。')
  await page.getByRole('button', { name: '记好了' }).tap()
  await expect(page.getByRole('heading', { name: '罗守山家' })).toBeVisible()
  await judge(page, info, 'household')
  await sheet('更多操作', 'household-actions')
  await page.getByRole('button', { name: '修改记录' }).tap()
  await expect(page.getByRole('dialog').getByRole('listitem').first()).toBeVisible()
  await judge(page, info, 'household-history')

  await go(`/households/${home}/edit`, '改资料', 'household-edit')
  await go(`/households/${home}/persons/add`, '添家人', 'person-add')
  await go(`/households/${home}/assistance/add`, '登记帮扶', 'assistance-add')
  await go('/households/add', '登记新户', 'household-add')
  await go('/households', '户', 'households')
  await sheet('组', 'households-groups')
  await go('/visit', '走访哪一户？', 'visit-pick')
  await go('/diary', '日记', 'diary')
  await page.getByRole('link', { name: '写今天的日记' }).tap()
  await expect(page.getByLabel('日记', { exact: true })).toHaveValue(/灶屋顶/)
  await judge(page, info, 'diary-write')
  await go('/cases', '台账', 'cases')
  await go('/conflicts', '两个说法', 'conflicts')
  await go('/', '今日', 'today')
})
