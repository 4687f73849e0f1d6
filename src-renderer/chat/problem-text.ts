import { assertNever } from '../../src-shared/assert-never.ts';
import type { Problem } from '../../src-shared/chat/state.ts';

/** Which field of the join form a problem belongs to; null for the form as a whole. */
export type ProblemField = 'address' | 'username' | 'password' | null;

/** A problem for a person: what happened, what they can do, and where it belongs. */
export interface ProblemText {
  readonly what: string;
  readonly advice: string;
  readonly field: ProblemField;
}

const text = (field: ProblemField, what: string, advice: string): ProblemText => ({ what, advice, field });

/**
 * Every problem in words. The server's own text, where there is one, stays in `detail`; only why it does not take a name is said
 * with it, because nobody else knows its rules.
 */
export function problemText(problem: Problem): ProblemText {
  switch (problem.kind) {
    case 'bad-address':
      return text('address', problem.detail ?? 'That is not an address.', 'It looks like 192.168.1.5 or chat.local:8888.');
    case 'not-found':
      return text('address', 'No computer with that name was found.', 'Check the spelling, or use the numbers the host sees.');
    case 'refused':
      return text('address', 'Nobody is listening there.', 'Ask the host whether the server is on, and check the port.');
    case 'unreachable':
      return text('address', 'That computer cannot be reached from here.', 'Check that you are both on the same network.');
    case 'timeout':
      return text('address', 'No answer came in time.', 'Check the address, and that no firewall stands in between.');
    case 'tls':
      return text('address', 'The secure connection failed.', 'Try the address with ws:// in front, or ask the host.');
    case 'not-rwci':
      return text(
        'address',
        'Something answers there, but it is not an RWCI server.',
        'Check the port: hosts use 8888 unless told otherwise.',
      );
    case 'wrong-host':
      return text('address', 'That computer does not go by this name.', 'Use its numbers, or ask the host to allow the name.');
    case 'wrong-password':
      return text('password', 'Wrong password for this name.', 'Try again; if the name is new to you, somebody else has it.');
    case 'already-connected':
      return text(
        'username',
        'This name is already connected.',
        'Close the other window or device, or join under another name.',
      );
    case 'name-refused':
      return text(
        'username',
        'The server refused this name.',
        problem.detail ?? 'Use 1 to 32 ordinary characters that no one else’s name looks like.',
      );
    case 'login-refused':
      return text(
        null,
        'The server refused the login and did not say why.',
        'The password may be wrong, or the name is already connected.',
      );
    case 'password-needed':
      return text('password', 'You are not signed in.', 'What you write is sent once you are.');
    case 'pin-needed':
      return text(
        'address',
        'The host asks newcomers for a PIN.',
        'Put it behind the address, as in 192.168.1.5:8888?pin=1234.',
      );
    case 'registration-closed':
      return text('username', 'This server takes nobody new.', 'Use a name that has an account there, or ask the host.');
    case 'banned':
      return text(null, 'You are banned from this server.', 'Only its host can change that.');
    case 'kicked':
      return text(null, 'You were removed from this server.', problem.detail ?? 'You may join again when the host agrees.');
    case 'replaced':
      return text(null, 'You signed in from somewhere else.', 'This window went offline so that the other one can work.');
    case 'closed':
      return text(null, 'The server closed the connection.', 'It may be restarting. You can try again in a moment.');
    default:
      return assertNever(problem.kind);
  }
}

/** The problem with its technical side, for a clipboard. */
export function problemDetails(problem: Problem): string {
  const { what } = problemText(problem);
  return `${what}\nKind: ${problem.kind}${problem.detail === undefined ? '' : `\nDetail: ${problem.detail}`}`;
}
