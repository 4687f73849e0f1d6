import { CLIENT_FRAME_MAX_BYTES } from '../../src-shared/protocol/index.ts';
import { DEFAULT_LIMITS, NONCE_PROMISED_MS, type LimitName, type ServerLimits } from './limits.ts';

/** The least and the most that a limit may be set to. */
type Range = readonly [min: number, max: number];

const KIB = 1024;
const MIB = 1024 * KIB;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How many there may be of something: one at least, and never so many that the number is a mistake. */
const COUNT: Range = [1, 1_000_000];
const PER_SECOND: Range = [0.001, 1_000_000];

/** What whoever runs a server may set each limit to; below the least a plain RFC client would not work. */
export const LIMIT_RANGES: { readonly [K in LimitName]: Range } = {
  // The decoder takes no packet of more, whoever allows it.
  frameMaxBytes: [4 * KIB, CLIENT_FRAME_MAX_BYTES],
  preLoginFrameMaxBytes: [KIB, CLIENT_FRAME_MAX_BYTES],
  frameMaxFragments: [1, 16_384],
  frameMaxBufferedChunks: [64, 262_144],
  pingBurst: COUNT,
  pingsPerSecond: PER_SECOND,

  firstByteTimeoutMs: [100, 10 * MINUTE_MS],
  upgradeTimeoutMs: [100, 10 * MINUTE_MS],
  loginTimeoutMs: [1_000, 10 * MINUTE_MS],
  heldDuringLoginMaxBytes: [KIB, 64 * MIB],

  introductionTimeoutMs: [1, MINUTE_MS],

  pingIntervalMs: [2_000, 10 * MINUTE_MS],
  pongTimeoutMs: [1_000, 10 * MINUTE_MS],
  takeoverProbeMs: [100, MINUTE_MS],

  messageBurst: COUNT,
  messagesPerSecond: PER_SECOND,
  // One of the longest has to fit, or it would wait for ever.
  messageBurstBytes: [CLIENT_FRAME_MAX_BYTES, 1024 * MIB],
  messageBytesPerSecond: [KIB, 1024 * MIB],
  messageQueueMax: COUNT,
  messageQueueMaxBytes: [CLIENT_FRAME_MAX_BYTES, 256 * MIB],
  guestMessageBurst: COUNT,
  guestMessagesPerSecond: PER_SECOND,
  typingPerSecond: PER_SECOND,
  noticeIntervalMs: [1, HOUR_MS],

  unparsedPerMinute: COUNT,
  frameBurst: [100, 10_000_000],
  framesPerSecond: [1, 10_000_000],

  sendQueueLeanBytes: [16 * KIB, 1024 * MIB],
  sendQueueMaxBytes: [128 * KIB, 1024 * MIB],

  commitMax: [1, 10_000],
  commitQueueMaxBytes: [MIB, 1024 * MIB],

  historyPageMaxBytes: [CLIENT_FRAME_MAX_BYTES, 512 * KIB],
  historyScanMax: [200, 1_000_000],
  historyBurst: COUNT,
  historyPerSecond: PER_SECOND,

  connectionsMax: COUNT,
  connectionsReserved: COUNT,
  connectionsPerAddress: COUNT,
  connectionBurstPerAddress: COUNT,
  connectionsPerAddressPerSecond: PER_SECOND,
  preLoginPerAddress: COUNT,
  preLoginMax: COUNT,
  preUpgradePerAddress: COUNT,
  preUpgradeMax: COUNT,
  lanFactor: [1, 1_000],
  pageSocketsPerAddress: COUNT,
  pageSocketsMax: COUNT,
  pageRequestsPerSocket: COUNT,
  pageRequestsWaiting: COUNT,
  pageTimeoutMs: [1_000, 10 * MINUTE_MS],
  pageIdleTimeoutMs: [100, 10 * MINUTE_MS],

  registrationsPerAddress: COUNT,
  guestRegistrationsPerAddress: COUNT,
  registrationWindowMs: [1_000, 24 * HOUR_MS],
  failedLoginsPerMinute: COUNT,
  failedLoginDelayMs: [1, MINUTE_MS],
  failedLoginsPerAccount: COUNT,
  failedLoginWaitMaxMs: [1_000, 10 * MINUTE_MS],
  failedLoginsPerAddress: COUNT,
  failedLoginWindowMs: [1_000, 24 * HOUR_MS],
  failedLoginPenaltyMs: [1_000, 24 * HOUR_MS],

  // Each takes 19 MiB while it runs.
  hashesAtOnce: [1, 64],
  hashQueueMax: COUNT,

  resumeTokenLifeMs: [MINUTE_MS, 365 * 24 * HOUR_MS],
  resumeTokensPerAccount: [1, 1_000],
  deviceNameMaxChars: [1, 1_000],

  keptMessagesMax: COUNT,
  keptMessagesMaxBytes: [CLIENT_FRAME_MAX_BYTES, 1024 * MIB],
  keptBatch: [1, 10_000],

  presenceIntervalMs: [1, HOUR_MS],
  presencesPerInterval: COUNT,
  lastSeenIntervalMs: [1_000, 24 * HOUR_MS],
  historyMaxMessages: [0, 1_000_000_000],
  historyMaxBytes: [MIB, 1024 * 1024 * MIB],
  historyMaxAgeMs: [0, 100 * 365 * 24 * HOUR_MS],
  trimIntervalMs: [10, 24 * HOUR_MS],
  nonceKeptMs: [NONCE_PROMISED_MS, 10 * 365 * 24 * HOUR_MS],

  guestsMax: COUNT,
  guestForgottenAfterMs: [MINUTE_MS, 100 * 365 * 24 * HOUR_MS],

  channelsMax: COUNT,
  channelRestoreMs: [0, 30 * 24 * HOUR_MS],

  auditMax: COUNT,
  auditMaxAgeMs: [MINUTE_MS, 100 * 365 * 24 * HOUR_MS],
  auditDetailMaxChars: [1, 10_000],

  // Timers hold no more than 24 days.
  backupIntervalMs: [MINUTE_MS, 20 * 24 * HOUR_MS],
  backupDelayMs: [1_000, 24 * HOUR_MS],
  backupRetryMs: [MINUTE_MS, 24 * HOUR_MS],

  stopTimeoutMs: [1, 10 * MINUTE_MS],
};

/** Of each pair the first may not be more than the second. */
const ORDERED: readonly (readonly [LimitName, LimitName])[] = [
  ['preLoginFrameMaxBytes', 'frameMaxBytes'],
  ['firstByteTimeoutMs', 'upgradeTimeoutMs'],
  ['sendQueueLeanBytes', 'sendQueueMaxBytes'],
];

export function isLimitName(name: string): name is LimitName {
  return Object.hasOwn(DEFAULT_LIMITS, name);
}

/** Why a limit may not have a value, in words that go behind its name; null when it may. */
export function limitProblem(name: LimitName, value: unknown): string | null {
  const [min, max] = LIMIT_RANGES[name];
  const isWhole = !name.endsWith('PerSecond');
  const isGood =
    typeof value === 'number' &&
    value >= min &&
    value <= max &&
    (isWhole ? Number.isSafeInteger(value) : Number.isFinite(value));
  return isGood ? null : `must be a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}.`;
}

/** Why these limits do not go together, with the rest as it is; null when they do. */
export function limitsProblem(chosen: Partial<ServerLimits>): string | null {
  const limits = { ...DEFAULT_LIMITS, ...chosen };
  const wrong = ORDERED.find(([less, more]) => limits[less] > limits[more]);
  return wrong === undefined ? null : `${wrong[0]} may not be more than ${wrong[1]}, which is ${limits[wrong[1]]}.`;
}
