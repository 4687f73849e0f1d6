import { hostname } from 'node:os';

/**
 * A name of this computer as its router would give it. Unlike `127.0.0.1` it makes no secure context of a page in clear, so that the
 * page has no more than it has on somebody's phone.
 */
export const HOME = `${(hostname().split('.')[0] ?? '').toLowerCase()}.lan`;

/** Names of an attacker's, who answers for them himself. */
export const EVIL = 'evil.test';
export const REBOUND = 'rebound.test';

/** Chromium takes these names to this computer, and every other nowhere. */
export const RESOLVER_RULES = [
  ...[HOME, EVIL, REBOUND].map((name) => `MAP ${name} 127.0.0.1`),
  'MAP * ~NOTFOUND',
  'EXCLUDE 127.0.0.1',
  'EXCLUDE localhost',
].join(',');
