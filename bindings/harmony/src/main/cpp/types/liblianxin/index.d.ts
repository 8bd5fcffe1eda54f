// What the library itself offers: `crates/ffi-ohos`. Its JSON is the core's; its errors carry a failure as JSON.

export class Ending {
  constructor()
  end(): void
}

export class Subscription {
  cancel(): void
}

export class Store {
  private constructor()
  static open(folder: string, key: Uint8Array): Store
  call(name: string, given: string): Promise<string>
  callSync(name: string, given: string): string
  enrol(serverUrl: string, code: string, ending: Ending): Promise<string>
  sync(ending: Ending, progress?: (soFar: string) => void): Promise<string>
  observe(callback: (event: string) => void): Subscription
  startBackground(reach: string): void
  reach(reach: string): void
  syncSoon(): void
  stopBackground(): Promise<string>
  close(): Promise<string>
}

