export { fingerprintGroups, fingerprintOf, isFingerprint, type Fingerprint } from './fingerprint.ts';
export { fingerprintWords } from './fingerprint-words.ts';
export { UNKNOWN_SECURITY, type Security } from './security.ts';
