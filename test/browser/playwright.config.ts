import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import endToEnd from '../e2e/playwright.config.ts';
import { RESOLVER_RULES } from './support/names.ts';
import { browserPath } from './support/paths.ts';

/** The page for guests in the browsers that RWCI_CHROMIUM and RWCI_FIREFOX name, and in the app that hosts. */
export default defineConfig(endToEnd, {
  testDir: fileURLToPath(new URL('.', import.meta.url)),
  testMatch: '**/*.browser.ts',
  outputDir: fileURLToPath(new URL('.output/', import.meta.url)),
  use: {
    // A control that is not there by then is missing; the test says which.
    actionTimeout: 15_000,
    launchOptions: {
      executablePath: browserPath('RWCI_CHROMIUM'),
      chromiumSandbox: process.getuid?.() !== 0 && process.env['RWCI_NO_SANDBOX'] === undefined,
      args: [`--host-resolver-rules=${RESOLVER_RULES}`],
    },
  },
});
