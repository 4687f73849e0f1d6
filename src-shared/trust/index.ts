export { fingerprintGroups, fingerprintOf, fingerprintWords, isFingerprint, type Fingerprint } from './fingerprint.ts';
export { UNKNOWN_SECURITY, type Security } from './security.ts';
