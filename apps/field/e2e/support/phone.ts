// A phone: a Chromium of its own profile, phone-sized, in Chinese. Its browser can be killed and opened again on the same profile,
// as a phone that takes back its memory does.

import { mkdtemp, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ARGUMENTS, HERE, watchFaults } from '@lianxin/county/browser'
import { chromium } from '@lianxin/county/program'
import { chromium as playwright, type BrowserContext, type Page } from '@playwright/test'

/** The sizes that every screen is looked at. */
export const SMALL = { width: 360, height: 740 } as const
export const LARGE = { width: 412, height: 915 } as const

export interface PhoneOptions {
  /** The app's address: `…/field/`. */
  app: string
  viewport?: { width: number; height: number }
}

export class Phone {
  /** What the page was forbidden by its policy, and errors that nobody caught. A test that ends with any has failed. */
  readonly faults: string[] = []
  private context: BrowserContext | undefined
  private current: Page | undefined

  private constructor(
    private readonly profile: string,
    readonly options: PhoneOptions,
  ) {}

  /** A new phone, its browser open on an empty page. */
  static async unpack(options: PhoneOptions): Promise<Phone> {
    const phone = new Phone(await mkdtemp(join(tmpdir(), 'lianxin-phone-')), options)
    await phone.start()
    return phone
  }

  /** The page in front. */
  get page(): Page {
    if (!this.current) throw new Error('the browser is closed')
    return this.current
  }

  /** Opens the app, or an address in it such as `#/households`. */
  async open(address = ''): Promise<Page> {
    await this.page.goto(this.options.app + address)
    return this.page
  }

  /** Another tab, which becomes the page in front. */
  async tab(): Promise<Page> {
    this.current = await this.running.newPage()
    return this.current
  }

  /** Closes the browser in good order and opens it again. */
  async restart(): Promise<Page> {
    await this.close()
    return this.start()
  }

  /** Kills the browser, all of it, at once. */
  async kill(): Promise<void> {
    const context = this.running
    const gone = new Promise((closed) => context.once('close', closed))
    process.kill(await this.process(), 'SIGKILL')
    await gone
    this.context = undefined
    this.current = undefined
  }

  /** Opens the browser on the profile of before. */
  async start(): Promise<Page> {
    const context = await playwright.launchPersistentContext(this.profile, {
      executablePath: chromium,
      args: ARGUMENTS,
      // Ours say which; Playwright's own would start another kind of Chromium without a whole profile.
      ignoreDefaultArgs: ['--headless'],
      viewport: this.options.viewport ?? SMALL,
      deviceScaleFactor: 2,
      hasTouch: true,
      isMobile: true,
      ...HERE,
    })
    this.context = context
    await watchFaults(context, this.faults)
    this.current = context.pages()[0] ?? (await context.newPage())
    return this.current
  }

  /** What it shows, as a file; nothing where the browser is closed. */
  async picture(path: string): Promise<void> {
    await this.current?.screenshot({ path, fullPage: false })
  }

  async close(): Promise<void> {
    await this.context?.close()
    this.context = undefined
    this.current = undefined
  }

  /** Closes it and forgets what was on it. */
  async discard(): Promise<void> {
    await this.close()
    await rm(this.profile, { recursive: true, force: true, maxRetries: 3 })
  }

  /** Everything that is open in the browser. */
  get running(): BrowserContext {
    if (!this.context) throw new Error('the browser is closed')
    return this.context
  }

  /** The process of the browser itself, which Chromium names in its profile: `HOST-PID`. */
  async process(): Promise<number> {
    const lock = await readlink(join(this.profile, 'SingletonLock'))
    return Number(lock.slice(lock.lastIndexOf('-') + 1))
  }
}
