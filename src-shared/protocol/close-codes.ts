/**
 * WebSocket close codes our server ends a connection with. RFC #001 only says that the connection is closed; the code and
 * the reason text ride on the WebSocket close frame, where a client that knows only the RFC does not look, and let a client
 * of ours say in words what happened.
 */
export const CloseCode = {
  normal: 1000,
  goingAway: 1001,
  unsupportedData: 1003,
  policyViolation: 1008,
  messageTooBig: 1009,
  internalError: 1011,
  /** The server has no room for this connection or this login now. */
  tryAgainLater: 1013,
  wrongPassword: 4001,
  alreadyConnected: 4002,
  nameRefused: 4003,
  loginTimeout: 4004,
  kicked: 4005,
  banned: 4006,
  /** A newer login of the same account took over because this connection did not answer. */
  replaced: 4007,
  /** A packet other than `auth` came before a login. */
  notLoggedIn: 4008,
  /** The client did not read fast enough for its bounded send queue. */
  tooSlow: 4009,
  /** The password is a resume token that is not known or has expired; the password itself may be right. */
  tokenRefused: 4010,
  /** A new account needs the PIN of the server, in the query of its address (`?pin=`); none came with it, or a wrong one. */
  pinNeeded: 4011,
  /** The server takes no new accounts. */
  registrationClosed: 4012,
  /** Somebody came by the page for guests, and the host lets in none any more. */
  guestsOff: 4013,
} as const;

export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];

/** A close frame's reason may hold 123 bytes of UTF-8 (RFC 6455, 5.5). Longer text is cut at a code point. */
export function closeReason(text: string): string {
  let bytes = 0;
  let out = '';
  for (const char of text.toWellFormed()) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > 123) break;
    out += char;
  }
  return out;
}
