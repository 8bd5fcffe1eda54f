// A browser that lacks what the app needs is told so, in words, by a script that even an old browser reads.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from './support/fixtures'

const cases = [
  { lacks: 'sync access handles', take: () => Reflect.deleteProperty(StorageManager.prototype, 'getDirectory') },
  { lacks: 'locks', take: () => Object.defineProperty(Navigator.prototype, 'locks', { value: undefined }) },
  { lacks: 'ES2022', take: () => Reflect.deleteProperty(Object, 'hasOwn') },
  { lacks: 'WebAssembly', take: () => Reflect.deleteProperty(globalThis, 'WebAssembly') },
] as const

for (const { lacks, take } of cases) {
  test(`a browser without ${lacks} is told what would do`, async ({ phone }) => {
    await phone.running.addInitScript(take)
    const page = await phone.open()
    await expect(page.getByRole('heading', { name: '这个浏览器太旧，用不了连心' })).toBeVisible()
    await expect(page.getByText('需要：Chrome / Android WebView 108')).toBeVisible()
    await expect(page.getByText('登记这部手机')).toHaveCount(0)
  })
}

test("in WeChat's view it says how to get out of it", async ({ phone }) => {
  await phone.running.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'userAgent', { value: 'Android MicroMessenger/8.0' })
    Reflect.deleteProperty(StorageManager.prototype, 'getDirectory')
  })
  const page = await phone.open()
  await expect(page.getByText('请点右上角的“···”，选“在浏览器打开”。')).toBeVisible()
})

test('where nothing can be kept, it says so', async ({ phone }) => {
  await phone.running.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('denied', 'SecurityError')
      },
    })
  })
  const page = await phone.open()
  await expect(page.getByRole('heading', { name: '这里存不住记录' })).toBeVisible()
})

for (const name of ['needs.js', 'needs-worker.js']) {
  test(`${name} is read by a browser of 2010`, () => {
    const text = readFileSync(fileURLToPath(new URL(`../public/${name}`, import.meta.url)), 'utf8')
    const newer: string[] = []
    const look = (node: ts.Node): void => {
      if (
        ts.isArrowFunction(node) ||
        ts.isTemplateLiteral(node) ||
        ts.isClassLike(node) ||
        ts.isSpreadElement(node) ||
        ts.isObjectBindingPattern(node) ||
        ts.isAwaitExpression(node) ||
        (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) !== 0) ||
        (ts.isPropertyAccessExpression(node) && node.questionDotToken !== undefined)
      ) {
        newer.push(node.getText())
      }
      ts.forEachChild(node, look)
    }
    look(ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS))
    expect(newer).toEqual([])
  })
}
