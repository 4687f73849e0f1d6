export { fingerprintGroups, fingerprintOf, fingerprintWords, isFingerprint, type Fingerprint } from './fingerprint.ts';
