import * as v from 'valibot';
import { PLUS_CLIENT_PACKETS } from '../protocol/index.ts';
import { REQUEST_TYPES, type RoomRequest } from '../session/requests.ts';

/** A request as JSON, in UTF-16 units: as long as the longest that a server takes, and far below a frame. */
const REQUEST_MAX_CHARS = 8_000;

/** One of the requests that a person can make, with the fields that the protocol gives it. */
export const roomRequest = v.custom<RoomRequest>((value) => {
  const type: unknown = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  const known = REQUEST_TYPES.find((each) => each === type);
  if (known === undefined || JSON.stringify(value).length > REQUEST_MAX_CHARS) return false;
  return v.is(v.strictObject(PLUS_CLIENT_PACKETS[known].fields.entries), value);
});
