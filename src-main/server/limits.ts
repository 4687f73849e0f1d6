import { CLIENT_FRAME_MAX_BYTES, LOGIN_TIMEOUT_MS } from '../../src-shared/protocol/index.ts';

/** For how long docs/PROTOCOL.md promises that a nonce is known. */
export const NONCE_PROMISED_MS = 7 * 24 * 60 * 60_000;

/**
 * Every bound of the server by name, the unit in the name (docs/PROTOCOL.md, "Limits"). They are generous to people and
 * programs and hard on floods: a client that knows only RFC #001 and behaves like a person meets none of them.
 */
export const DEFAULT_LIMITS = {
  /** Frames. A text frame that is longer closes its connection with 1009. */
  frameMaxBytes: CLIENT_FRAME_MAX_BYTES,
  preLoginFrameMaxBytes: 4 * 1024,
  frameMaxFragments: 32,
  frameMaxBufferedChunks: 1024,

  /** Pings of a client; each costs an answer that may have to wait in our memory. */
  pingBurst: 30,
  pingsPerSecond: 5,

  /** Time until a login. */
  firstByteTimeoutMs: 5_000,
  upgradeTimeoutMs: 10_000,
  loginTimeoutMs: LOGIN_TIMEOUT_MS,
  /** What a client sends behind its `auth` waits for the answer; more than this many bytes is no client of ours or anybody's. */
  heldDuringLoginMaxBytes: 256 * 1024,

  /** How long a client has after a login to say what it knows, before it gets kept direct messages as a plain one. */
  introductionTimeoutMs: 300,

  /** Heartbeat: a ping this often, and gone when nothing was heard for so long after it. */
  pingIntervalMs: 10_000,
  pongTimeoutMs: 5_000,
  /** How long the holder of an account has to answer when somebody else logs in to it. */
  takeoverProbeMs: 2_000,

  /** `message`, `direct_message`, `channel_create` and `channel_delete` of one account share this allowance. */
  messageBurst: 30,
  messagesPerSecond: 10,
  /** And this one of bytes: sixteen of the longest packets, then one a second. All of it goes to everybody. */
  messageBurstBytes: 1024 * 1024,
  messageBytesPerSecond: 64 * 1024,
  /** What comes faster waits in order, up to both of these, and is then refused in words. */
  messageQueueMax: 256,
  messageQueueMaxBytes: 1024 * 1024,
  /** The allowance of messages of a guest who came by the page or as one, in place of the first two of the above. */
  guestMessageBurst: 15,
  guestMessagesPerSecond: 3,
  typingPerSecond: 1,
  /** The same notice of the server to one person comes at most once in this time. */
  noticeIntervalMs: 5_000,

  /** Frames that do not parse: more of them in a minute close the connection with 1008. */
  unparsedPerMinute: 200,
  /** All frames and pings together, which no program that chats reaches. */
  frameBurst: 10_000,
  framesPerSecond: 2_000,

  /** What waits to be read by one client. More than the first: it goes without typing and presence; than the second: it is dropped. */
  sendQueueLeanBytes: 256 * 1024,
  sendQueueMaxBytes: 1024 * 1024,

  /** Group commit: writes in one transaction, and bytes of text that may wait for theirs before messages are refused as busy. */
  commitMax: 256,
  commitQueueMaxBytes: 8 * 1024 * 1024,

  /** History: bytes of text in one page, messages that a request without a conversation looks at, and requests of an account. */
  historyPageMaxBytes: 256 * 1024,
  historyScanMax: 10_000,
  historyBurst: 60,
  historyPerSecond: 20,

  /**
   * All connections together: four rooms of a thousand people. A connection costs some 10 KiB until its client stops
   * reading, so even that many fit the smallest computer that hosts.
   */
  connectionsMax: 4096,
  /** More of them for programs on this computer, so that a full server never locks out whoever hosts it. */
  connectionsReserved: 256,
  /** Connections. Those of an address on the local network count a quarter, those of this computer not at all. */
  connectionsPerAddress: 16,
  connectionBurstPerAddress: 10,
  connectionsPerAddressPerSecond: 1 / 3,
  preLoginPerAddress: 8,
  /** When as many wait for a login the oldest of them is dropped, never the newcomer. */
  preLoginMax: 256,
  /**
   * The same for sockets that have not asked for anything yet; here the oldest of an address makes room as well. A browser opens six
   * at once, and a classroom of them may come through one address.
   */
  preUpgradePerAddress: 64,
  preUpgradeMax: 512,
  lanFactor: 4,
  /** Sockets that fetch the page for guests: for a classroom that opens it through one address, six each, and for four of those. */
  pageSocketsPerAddress: 256,
  pageSocketsMax: 1024,
  pageRequestsPerSocket: 100,
  /** Requests that wait for their answers on one of them; browsers send one at a time. */
  pageRequestsWaiting: 16,
  /** How long a reader has to take one answer, which a slow phone needs, and how long a socket is kept for the next request. */
  pageTimeoutMs: 60_000,
  pageIdleTimeoutMs: 5_000,

  /** Accounts made from one address, counted like connections. */
  registrationsPerAddress: 3,
  /** The same for guests, whose accounts pass: a classroom of phones behind one router comes in a few minutes. */
  guestRegistrationsPerAddress: 15,
  registrationWindowMs: 10 * 60_000,
  /** After so many wrong passwords for one account from one address in a minute, each further try waits. */
  failedLoginsPerMinute: 5,
  failedLoginDelayMs: 1_000,
  /** After so many for one account from anywhere in a minute, tries from addresses that never logged in to it take turns. */
  failedLoginsPerAccount: 20,
  /** Whoever would have to wait longer for their turn is told to try again. */
  failedLoginWaitMaxMs: 10_000,
  /** After so many from one address in two minutes, it is refused for five; counted like connections. */
  failedLoginsPerAddress: 10,
  failedLoginWindowMs: 2 * 60_000,
  failedLoginPenaltyMs: 5 * 60_000,

  /** Password hashes at once, and logins that wait for one (a class of pupils that comes back after a restart fits). */
  hashesAtOnce: 2,
  hashQueueMax: 256,

  /** How long a resume token holds, how many an account has, and how much is kept of what a client calls itself. */
  resumeTokenLifeMs: 7 * 24 * 60 * 60_000,
  resumeTokensPerAccount: 8,
  deviceNameMaxChars: 64,

  /** Direct messages kept for one account until its next login. */
  keptMessagesMax: 200,
  keptMessagesMaxBytes: 512 * 1024,
  /** What one step of their delivery reads at once. */
  keptBatch: 50,

  /** Changes of presence are told in rounds this far apart, of so many people each; the newest of each person. */
  presenceIntervalMs: 1_000,
  presencesPerInterval: 200,
  /** How often it is written down who is online, so that a killed server knows when it saw them last. */
  lastSeenIntervalMs: 5 * 60_000,

  /** Guests who came by the page or as guests: how many at once, and for how long one is remembered who does not come back. */
  guestsMax: 500,
  guestForgottenAfterMs: 14 * 24 * 60 * 60_000,

  channelsMax: 200,
  /** For how long a deleted channel can be restored with its history; as many at once as there may be channels. */
  channelRestoreMs: 10 * 60_000,

  /** The audit log: entries, for how long one is kept, and how much of what it says beside who, what and whom. */
  auditMax: 10_000,
  auditMaxAgeMs: 2 * 365 * 24 * 60 * 60_000,
  auditDetailMaxChars: 300,

  /**
   * What is kept of the history: messages, bytes of the data file, and for how long. Beyond any of these the oldest go, except direct
   * messages that wait for their recipients. It is looked at this often.
   */
  historyMaxMessages: 1_000_000,
  historyMaxBytes: 1024 * 1024 * 1024,
  historyMaxAgeMs: 10 * 365 * 24 * 60 * 60_000,
  trimIntervalMs: 10_000,
  /** How long a nonce is known: the same message again in that time is not a new one. */
  nonceKeptMs: 30 * 24 * 60 * 60_000,

  /** A backup of the data file this often, the first so long after a start at the earliest, and again when one failed. */
  backupIntervalMs: 24 * 60 * 60_000,
  backupDelayMs: 30_000,
  backupRetryMs: 60 * 60_000,

  /** After a stop: how long clients have to take the last frames. */
  stopTimeoutMs: 2_000,
} as const;

/** The name of a limit: what `--limit` and the file of `--config` call it, and a log line its `rule`. */
export type LimitName = keyof typeof DEFAULT_LIMITS;

/** The limits of one server. */
export type ServerLimits = { readonly [K in LimitName]: number };

/** What `--limits off` lifts: rates and counts that a benchmark would meet. Sizes and timeouts stay. */
export const LIFTED_LIMITS: Partial<ServerLimits> = {
  messageBurst: Infinity,
  presencesPerInterval: Infinity,
  historyBurst: Infinity,
  historyPerSecond: Infinity,
  messagesPerSecond: Infinity,
  messageBurstBytes: Infinity,
  messageBytesPerSecond: Infinity,
  guestMessageBurst: Infinity,
  guestMessagesPerSecond: Infinity,
  guestsMax: Infinity,
  typingPerSecond: Infinity,
  unparsedPerMinute: Infinity,
  frameBurst: Infinity,
  framesPerSecond: Infinity,
  pingBurst: Infinity,
  pingsPerSecond: Infinity,
  connectionsMax: Infinity,
  connectionsPerAddress: Infinity,
  connectionBurstPerAddress: Infinity,
  connectionsPerAddressPerSecond: Infinity,
  preLoginPerAddress: Infinity,
  preLoginMax: Infinity,
  preUpgradePerAddress: Infinity,
  preUpgradeMax: Infinity,
  pageSocketsPerAddress: Infinity,
  pageSocketsMax: Infinity,
  registrationsPerAddress: Infinity,
  guestRegistrationsPerAddress: Infinity,
  failedLoginsPerMinute: Infinity,
  failedLoginsPerAddress: Infinity,
  failedLoginsPerAccount: Infinity,
  hashQueueMax: Infinity,
};

/** The limits that an option asks for: nothing, `off` for benchmarks, or single ones changed by a test. */
export function chooseLimits(option: 'default' | 'off' | Partial<ServerLimits> = 'default'): ServerLimits {
  if (option === 'default') return DEFAULT_LIMITS;
  return { ...DEFAULT_LIMITS, ...(option === 'off' ? LIFTED_LIMITS : option) };
}
