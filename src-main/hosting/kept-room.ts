import * as v from 'valibot';
import { REGISTRATIONS, type RegistrationMode } from '../../src-shared/protocol/index.ts';
import type { RoomLimits } from '../../src-shared/hosting/index.ts';

const days = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(36_500));

/** What the app itself keeps of the room that it hosts; everything else is in the room's own data. */
export const KeptRoomSchema = v.object({
  forgets: v.boolean(),
  limits: v.object({
    peopleMax: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4_096)),
    historyDays: v.nullable(days),
  }),
  registration: v.nullable(v.picklist(REGISTRATIONS)),
  pin: v.nullable(v.pipe(v.string(), v.maxLength(100))),
  /** Older versions wrote none. */
  guests: v.optional(v.nullable(v.boolean())),
});

export interface KeptRoom {
  /** The next room is forgotten at its stop. */
  readonly forgets: boolean;
  readonly limits: RoomLimits;
  /** Who may join a room that forgets, which cannot keep that itself; null: anyone. */
  readonly registration: RegistrationMode | null;
  readonly pin: string | null;
  /** Whether guests may join such a room with a browser; null: as at first. */
  readonly guests: boolean | null;
}

/** Of somebody who never chose anything. */
export const USUAL_ROOM: KeptRoom = {
  forgets: false,
  limits: { peopleMax: 4_096, historyDays: null },
  registration: null,
  pin: null,
  guests: null,
};
