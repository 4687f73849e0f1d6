import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';

/** RFC #001, "User Typing": tells everybody else, under the name of the login. */
export function handleTyping({ hub }: Services, { account, connection }: Sender): void {
  hub.broadcast({ type: 'typing', username: account.name }, connection);
}
