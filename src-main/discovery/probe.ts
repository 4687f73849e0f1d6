import { DEFAULT_PORT } from '../../src-shared/protocol/index.ts';
import type { LocalNetwork } from '../server/discovery/networks.ts';
import { askServer, type Answer, type Question } from './ask-server.ts';
import type { Answering } from './found-list.ts';

/** A server whose port is taken takes the next free one. */
const PORTS = [0, 1, 2, 3, 4].map((behind) => DEFAULT_PORT + behind);
/** Networks that are searched at most. */
const NETWORKS_MAX = 4;
/** Of a larger network, the part around this computer. */
const PREFIX_MIN = 24;
/**
 * Questions on their way at once: a whole network's, so that five ports behind which nobody answers take five times the patience with one;
 * few enough for the tables of a home router.
 */
const AT_ONCE = 256;

export interface ProbeParts {
  readonly networks: readonly LocalNetwork[];
  readonly signal: AbortSignal;
  /** Addresses that belong to a server with a known key: they are never asked in clear text. */
  readonly pinned: ReadonlySet<string>;
  readonly onFound: (server: Answering) => void;
  readonly onProgress: (asked: number, total: number) => void;
  readonly ask?: (question: Question) => Promise<Answer>;
}

/** A computer that may be there. */
interface Candidate {
  readonly host: string;
  readonly network: string;
  isThere: boolean;
}

/**
 * Asks every address of the networks for a server, at the usual port first and then at the few behind it, those computers first that
 * answered at all. Resolves when all were asked, or `signal` ended it.
 */
export async function probeNetworks(parts: ProbeParts): Promise<void> {
  const candidates = parts.networks.slice(0, NETWORKS_MAX).flatMap(candidatesOf);
  const total = candidates.length * PORTS.length;
  let asked = 0;
  parts.onProgress(asked, total);
  const [first = DEFAULT_PORT, ...others] = PORTS;
  const round = (questions: readonly (readonly [Candidate, number])[]) =>
    eachAtOnce(questions, async ([candidate, port]) => {
      if (parts.signal.aborted) return;
      await askOne(candidate, port, parts);
      parts.onProgress(++asked, total);
    });
  await round(candidates.map((candidate) => [candidate, first]));
  const there = candidates.filter(({ isThere }) => isThere);
  const silent = candidates.filter(({ isThere }) => !isThere);
  for (const group of [there, silent]) await round(others.flatMap((port) => group.map((each) => [each, port] as const)));
}

async function askOne(candidate: Candidate, port: number, parts: ProbeParts): Promise<void> {
  const { ask = askServer, pinned, signal, onFound } = parts;
  const { host, network } = candidate;
  const address = `${host}:${String(port)}`;
  const answer = await ask({ host, port, plain: !pinned.has(address), signal });
  if (answer.kind === 'silent') return;
  candidate.isThere = true;
  if (answer.kind === 'server' && !signal.aborted) onFound({ address, network, fingerprint: answer.fingerprint });
}

/** Every other address of a network, at most the 254 of one of 24 bits. */
function candidatesOf({ name, address, prefix }: LocalNetwork): Candidate[] {
  const own = numberOf(address);
  const bits = 32 - Math.max(prefix, PREFIX_MIN);
  const size = 2 ** bits;
  const base = own - (own % size);
  return Array.from({ length: size }, (_, at) => base + at)
    .filter((each) => each !== own && (bits < 2 || (each !== base && each !== base + size - 1)))
    .map((each) => ({ host: textOf(each), network: name, isThere: false }));
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function textOf(address: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join('.');
}

async function eachAtOnce<T>(all: readonly T[], run: (each: T) => Promise<void>): Promise<void> {
  const rest = all.values();
  const lane = async () => {
    for (const each of rest) await run(each);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, all.length) }, lane));
}
