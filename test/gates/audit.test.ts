import { expect, test } from 'vitest';
import { seriousFlaws } from '../../scripts/gates/audit.mjs';

/** What of an audit stops a release: flaws of high severity in what people get. */

const REPORT = {
  auditReportVersion: 2,
  vulnerabilities: {
    ws: { name: 'ws', severity: 'high', via: [{ title: 'Memory without bound' }, { title: 'A crash' }] },
    svelte: { name: 'svelte', severity: 'critical', via: ['devalue'] },
    pino: { name: 'pino', severity: 'moderate', via: [{ title: 'Something' }] },
    eslint: { name: 'eslint', severity: 'critical', via: [{ title: 'Nothing that ships' }] },
  },
};

test('serious flaws count, in the programs and in the page; those of tools do not', () => {
  expect(seriousFlaws(REPORT, ['ws', 'svelte', 'pino'])).toEqual([
    'ws: high, Memory without bound; A crash',
    'svelte: critical, devalue',
  ]);
});

test('a report without any is one', () => {
  expect(seriousFlaws({ vulnerabilities: {} }, ['ws'])).toEqual([]);
});
