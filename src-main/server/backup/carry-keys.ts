import { makeDataFolder } from '../storage/data-folder.ts';
import { readKeyPair, restoreKeyPair } from '../network/certificate.ts';

/**
 * Gives a data folder the key of another one, where that has one and this has none or another: a room that is forgotten at each stop
 * is known by the same key as the one that is kept. No server may use `to`, unless it has that key already.
 * @throws {StorageProblem}
 */
export function carryKeys(from: string, to: string, wallMs: number): void {
  const pair = readKeyPair(from);
  if (pair === null) return;
  makeDataFolder(to);
  if (readKeyPair(to)?.key !== pair.key) restoreKeyPair(to, pair, wallMs);
}
