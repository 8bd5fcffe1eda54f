import { defineConfig, mergeConfig } from 'vitest/config'
import app from './vite.config.ts'

// The end-to-end tests are Playwright's.
export default mergeConfig(app, defineConfig({ test: { include: ['src/**/*.test.ts'] } }))
