import type { ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';

/** Gives a client with the capability `resume` a token, unless it has one that holds for long enough. */
export function offerToken({ resumeTokens }: Services, { account, connection }: Sender): void {
  const { clientInfo, resumableUntil } = connection;
  if (clientInfo?.capabilities.includes('resume') !== true) return;
  if (resumableUntil !== null && !resumeTokens.isDue(resumableUntil)) return;
  resumeTokens.issue(account, clientInfo.name, ({ token, expires }) => {
    connection.resumableUntil = expires;
    connection.send({ type: 'resume_token', token, expires });
  });
}

/** RWCI+'s `resume_revoke`: forgets the tokens of all devices of the account. */
export function handleResumeRevoke(
  { log, resumeTokens }: Services,
  { account, connection }: Sender,
  { nonce }: ClientPacketOf<'resume_revoke'>,
): void {
  resumeTokens.revoke(account).then(
    (count) => {
      log.info('revoked resume tokens', { ...connection.describe(), count });
      connection.acknowledge(nonce);
    },
    () => {
      connection.refuse({ code: 'storage_failed', message: 'The server could not forget your devices. Try again.' }, nonce);
    },
  );
}
