import { wordlist } from '@scure/bip39/wordlists/english.js';
import { bitsOf, type Fingerprint } from './fingerprint.ts';

/** 44 bits: for a glance and for the telephone. What decides is always the whole fingerprint. */
const WORDS = 4;
const WORD_BITS = 11;

/** To compare by ear: four words of the English list of BIP-39, in every language of the window. */
export function fingerprintWords(fingerprint: Fingerprint): string[] {
  const bits = bitsOf(fingerprint);
  return Array.from({ length: WORDS }, (_, word) => wordlist[bits(word * WORD_BITS, WORD_BITS)] ?? '');
}
