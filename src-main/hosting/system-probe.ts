import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { SystemProbe } from './firewall.ts';

/** A program that has not answered by then says nothing. */
const TIMEOUT_MS = 5_000;
const OUTPUT_MAX_BYTES = 64 * 1024;

/** This computer. */
export const systemProbe: SystemProbe = {
  run: (program, args) =>
    new Promise((resolve) => {
      const options = { timeout: TIMEOUT_MS, maxBuffer: OUTPUT_MAX_BYTES, windowsHide: true };
      execFile(program, args, options, (error, stdout) => {
        // `systemctl is-active` answers with its exit code as well.
        resolve(error !== null && typeof error.code !== 'number' ? null : stdout);
      });
    }),
  read: async (path) => {
    try {
      return await readFile(path, 'utf8');
    } catch {
      return null;
    }
  },
};
