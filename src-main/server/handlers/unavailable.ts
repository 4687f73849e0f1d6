import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';

/** A request of RWCI+ that this server does not offer. */
export function handleUnavailable(_services: Services, { connection }: Sender, { nonce }: { readonly nonce?: string }): void {
  connection.refuse({ code: 'not_allowed', message: 'This server does not offer that.', topic: 'not offered' }, nonce);
}
