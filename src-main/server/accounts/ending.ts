import type { CloseCode } from '../../../src-shared/protocol/index.ts';
import type { Connection } from '../network/connection.ts';
import { sentence } from './sanctions.ts';

/** Closes a connection for a reason. A client that knows only the RFC does not look at a close frame, so its person is told before it. */
export function endWith(connection: Connection, code: CloseCode, words: string): void {
  if (connection.clientInfo === null && connection.state === 'online') connection.notice(sentence(words));
  connection.close(code, words);
}
