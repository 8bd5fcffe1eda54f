import { defineConfig } from '@playwright/test'
import tests from './playwright.config'

export default defineConfig({ ...tests, testDir: 'bench', testMatch: '*.bench.ts' })
