import type { Sender } from '../router.ts';
import { sayToAll } from '../delivery/said.ts';
import type { Services } from '../services.ts';

/** RFC #001, "User Typing": tells everybody else, under the name of the login, behind what that one wrote before. */
export function handleTyping({ hub, storage }: Services, { account, connection }: Sender): void {
  storage.journal.after(() => {
    hub.say(sayToAll({ type: 'typing', username: account.name }, { isDroppable: true }), connection);
  });
}
