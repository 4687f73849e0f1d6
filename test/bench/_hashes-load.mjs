// The reference of `logins.mjs`: the server's password hash and nothing else, as many at once as the server does.
import { performance } from 'node:perf_hooks';
import { hash } from '@node-rs/argon2';
import { serveJobs } from './_processes.mjs';

/** As in src-main/server/accounts/passwords.ts and limits.ts. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const AT_ONCE = 2;

serveJobs({
  hash: async ({ windowMs }) => {
    const begin = performance.now();
    const before = process.cpuUsage();
    let count = 0;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (; performance.now() - begin < windowMs; count++) await hash('a password', ARGON2ID);
      }),
    );
    const { user, system } = process.cpuUsage(before);
    return { hashesPerSecond: (count / (performance.now() - begin)) * 1000, cpuMsPerHash: (user + system) / 1000 / count };
  },
});
