import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import endToEnd from '../e2e/playwright.config.ts';

/** The app in use while scripts/gates/capture.mjs records what leaves it. */
export default defineConfig(endToEnd, {
  testDir: fileURLToPath(new URL('.', import.meta.url)),
});
