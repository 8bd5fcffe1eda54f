// The keyboard goes from list to record and back, and leaves alone who types.

import { SHUJI } from '@lianxin/county/people'
import { expect, test } from './support/fixtures'

const RECORD = /\/households\/[0-9a-f-]{36}/

test('j and k move through the list with the record open, Escape closes it, back goes back', async ({ desk }) => {
  const page = await desk.logIn(SHUJI, '/households?sort=code')
  const opened = page.locator('tr[aria-current=true]')
  await expect(page.getByRole('link', { name: '罗守山' })).toBeVisible()
  const steps = [
    ['Enter', '罗守山'],
    ['j', '田秀莲'],
    ['j', '邓长青'],
    ['k', '田秀莲'],
  ] as const
  for (const [key, name] of steps) {
    await page.keyboard.press(key)
    await expect(opened).toContainText(name)
    await expect(page).toHaveURL(RECORD)
    await expect(page.getByRole('region', { name: '记录' }).getByText(name).first()).toBeVisible()
  }
  await page.keyboard.press('Escape')
  await expect(page).not.toHaveURL(RECORD)
  await page.goBack()
  await expect(opened).toContainText('田秀莲')
  await page.goBack()
  await expect(page).not.toHaveURL(RECORD)
  // The address is enough to come here again.
  await page.goForward()
  await page.reload()
  await expect(opened).toContainText('田秀莲')
})

test('who types moves nothing', async ({ desk }) => {
  const page = await desk.logIn(SHUJI, '/households')
  await page.getByRole('searchbox').pressSequentially('jk?')
  await expect(page.getByRole('searchbox')).toHaveValue('jk?')
  await expect(page.getByText('没有符合条件的记录')).toBeVisible()
  await expect(page).not.toHaveURL(RECORD)
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('the question mark shows the keys of this page, in both languages', async ({ desk }) => {
  const page = await desk.logIn(SHUJI, '/households')
  await expect(page.getByRole('link', { name: '罗守山' })).toBeVisible()
  await page.keyboard.press('?')
  const help = page.getByRole('dialog', { name: '快捷键' })
  await expect(help).toContainText('下一条')
  await page.keyboard.press('j')
  await expect(page).not.toHaveURL(RECORD)
  await page.keyboard.press('Escape')
  await expect(help).toBeHidden()
  await page.getByRole('button', { name: /账号/ }).click()
  await page.getByRole('menuitem', { name: 'English' }).click()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('Next')
})

test('the area tree moves by arrow keys, and what is chosen is in the address', async ({ desk }) => {
  const page = await desk.logIn(SHUJI, '/households')
  await page.getByRole('treeitem', { name: '增口村' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('treeitem', { name: '1组' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/area=431027100230\d{3}/)
  await expect(page.getByRole('link', { name: '罗守山' })).toHaveCount(0)
  await expect(page.getByRole('link', { name: '邓长青' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('link', { name: '罗守山' })).toBeVisible()
})
