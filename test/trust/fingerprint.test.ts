import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fingerprintGroups, fingerprintOf, fingerprintWords, isFingerprint } from '../../src-shared/trust/index.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

describe('a fingerprint', () => {
  test('is the digest in base64url', () => {
    for (const text of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) {
      const fingerprint = fingerprintOf(digest(text));
      expect(fingerprint).toBe(digest(text).toString('base64url'));
      expect(isFingerprint(fingerprint)).toBe(true);
    }
  });

  test('has one way of being written', () => {
    const fingerprint = fingerprintOf(digest('a'));
    expect(isFingerprint(`${fingerprint}=`)).toBe(false);
    expect(isFingerprint(fingerprint.slice(1))).toBe(false);
    expect(isFingerprint(`${fingerprint.slice(0, -1)}B`)).toBe(false);
    expect(isFingerprint(`${fingerprint.slice(0, -1)}+`)).toBe(false);
    expect(isFingerprint(`${fingerprint}\n`)).toBe(false);
  });

  test('is shown as eight groups of base32 and as four words', () => {
    const zeros = fingerprintOf(new Uint8Array(32));
    expect(fingerprintGroups(zeros)).toEqual(Array.from({ length: 8 }, () => 'AAAA'));
    expect(fingerprintWords(zeros)).toEqual(['abandon', 'abandon', 'abandon', 'abandon']);
    const ones = fingerprintOf(new Uint8Array(32).fill(255));
    expect(fingerprintGroups(ones)).toEqual(Array.from({ length: 8 }, () => '7777'));
    expect(fingerprintWords(ones)).toEqual(['zoo', 'zoo', 'zoo', 'zoo']);
    const bytes = digest('RWCI');
    expect(fingerprintGroups(fingerprintOf(bytes)).join('')).toHaveLength(32);
    const first = bytes.readUInt32BE(0) >>> (32 - 5);
    expect(fingerprintGroups(fingerprintOf(bytes))[0]?.[0]).toBe('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[first]);
  });

  test('is of 32 bytes', () => {
    expect(() => fingerprintOf(new Uint8Array(20))).toThrow(RangeError);
  });
});
