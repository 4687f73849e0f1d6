import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

/** End-to-end tests: the built app in a real Electron, whose executable the environment variable RWCI_ELECTRON names. */
export default defineConfig({
  testDir: fileURLToPath(new URL('.', import.meta.url)),
  testMatch: '**/*.e2e.ts',
  outputDir: fileURLToPath(new URL('.output/', import.meta.url)),
  snapshotPathTemplate: '{testDir}/references/{arg}{ext}',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: { trace: 'retain-on-failure' },
});
