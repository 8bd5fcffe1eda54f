// A desk: a browser of somebody in an office, in Chinese, with windows of its own.

import { watchFaults, HERE } from '@lianxin/county/browser'
import { PASSWORD, type Account } from '@lianxin/county/people'
import { expect, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { watchRequests } from './underWay'

/** The sizes that every page is looked at. */
export const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 820, height: 1180 },
] as const

/** What the browser itself writes down about an answer that is an error: the console says it in words of its own. */
const STATUS = /^Failed to load resource/

export class Desk {
  /** What a page was forbidden by its policy, and errors that nobody caught or that were written down. A test that ends with any has failed. */
  readonly faults: string[] = []

  private constructor(
    readonly context: BrowserContext,
    /** The window in front. */
    public page: Page,
    readonly url: string,
  ) {}

  /** A new browser profile before a county's server. */
  static async open(browser: Browser, url: string): Promise<Desk> {
    const context = await browser.newContext({ ...HERE, viewport: SIZES[0], acceptDownloads: true })
    const desk = new Desk(context, await context.newPage(), url)
    await watchFaults(context, desk.faults)
    watchRequests(context)
    context.on('console', (message) => {
      if (message.type() === 'error' && !STATUS.test(message.text())) desk.faults.push(`console: ${message.text()}`)
    })
    return desk
  }

  /** Opens an address of the console, such as `/households`. */
  async go(path: string): Promise<Page> {
    await this.page.goto(this.url + path)
    return this.page
  }

  /** Another window of the same browser, which comes in front. */
  async window(): Promise<Page> {
    this.page = await this.context.newPage()
    return this.page
  }

  /** Logs in and opens this address. */
  async logIn(who: Account, path = '/'): Promise<Page> {
    const { page } = this
    await this.go(path)
    await page.getByLabel('账号').fill(who.login)
    await page.getByLabel('密码', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: '登录' }).click()
    await expect(page.getByRole('button', { name: new RegExp(`账号 ${who.name}`) })).toBeVisible()
    return page
  }

  async close(): Promise<void> {
    await this.context.close()
  }
}
