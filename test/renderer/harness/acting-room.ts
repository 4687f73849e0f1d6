import type { Answer, RoomRequest } from '../../../src-shared/session/requests.ts';
import type { ServerPacket } from '../../../src-shared/protocol/packets.ts';

const ME = 'alice';
const DONE: Answer = { ok: true, packet: null };

export const refused = (code: string, message: string): Answer => ({ ok: false, reason: 'refused', code, message });

/** What a server that allows everything answers, and what it tells everybody. */
export function actingRoom(request: RoomRequest): { readonly answer: Answer; readonly told: readonly ServerPacket[] } {
  const done = (...told: ServerPacket[]): ReturnType<typeof actingRoom> => ({ answer: DONE, told });
  switch (request.type) {
    case 'channel_create':
    case 'channel_delete':
      return done({ type: request.type, channel: request.channel });
    case 'channel_update': {
      const { channel, may_write = 'everybody', name = channel, topic = '' } = request;
      return done({ type: 'channel_update', previous: channel, channel: name, topic, creator: ME, may_write });
    }
    case 'kick':
      return done({ type: 'quit', username: request.username });
    case 'ban':
      return done({ type: 'quit', username: request.username });
    case 'mute':
      return done({
        type: 'mute',
        username: request.username,
        by: ME,
        reason: request.reason ?? '',
        until: request.until ?? null,
      });
    case 'unban':
    case 'unmute':
      return done({ type: request.type, username: request.username, by: ME });
    case 'role':
      return done({ type: 'role', username: request.username, role: request.role, by: ME });
    case 'channel_restore':
      return done({ type: 'channel_create', channel: request.channel });
    case 'broadcast':
      return done({ type: 'broadcast', message: request.message });
    case 'account_delete':
      return done({ type: 'account_delete', username: request.username, by: ME, reason: request.reason ?? '' });
    case 'audit':
      return { answer: { ok: true, packet: { type: 'audit', entries: [], more: false } }, told: [] };
    case 'password_reset':
      return done();
    case 'ban_list':
      return { answer: { ok: true, packet: { type: 'ban_list', bans: [] } }, told: [] };
    case 'settings':
      return done({
        type: 'settings',
        registration: request.registration ?? 'open',
        pin: request.pin ?? '2468',
        may_create_channels: request.may_create_channels ?? 'everybody',
        guests: request.guests ?? true,
      });
    case 'presence':
      return done();
  }
}
