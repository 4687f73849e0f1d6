import * as v from 'valibot';
import { KEYWORD_MAX_CHARS, KEYWORDS_MAX, MUTED_FOR_GOOD } from '../chat/state.ts';
import { EXCLUDED_NETWORKS_MAX, NETWORK_NAME_MAX_CHARS } from '../hosting/index.ts';
import { LANGUAGES } from '../language/index.ts';
import { ACCENTS, PANEL_WIDTH_PX, RECENT_EMOJI_MAX, TEXT_SIZE_PX, ZOOM_FACTORS } from './app-state.ts';
import { UPDATE_CHOICES } from './updates.ts';

/** The longest time for which messages can be kept other than for good, in days: a hundred years. */
export const KEEP_DAYS_MAX = 36_500;

const networkName = v.pipe(v.string(), v.maxLength(NETWORK_NAME_MAX_CHARS));
/** Milliseconds since the epoch. */
const moment = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MUTED_FOR_GOOD));
/** The longest one, a family with skin tones, has about 30 code units. */
const emoji = v.pipe(v.string(), v.minLength(1), v.maxLength(40));
const within = ({ max, min }: { readonly min: number; readonly max: number }) =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));

/** Settings that change, or were kept: one that is not there stays as it is. */
export const settingsChange = v.strictObject({
  theme: v.exactOptional(v.picklist(['system', 'light', 'dark'])),
  contrast: v.exactOptional(v.picklist(['system', 'more'])),
  accent: v.exactOptional(v.picklist(ACCENTS)),
  density: v.exactOptional(v.picklist(['cosy', 'compact'])),
  textSize: v.exactOptional(within(TEXT_SIZE_PX)),
  zoom: v.exactOptional(v.picklist(ZOOM_FACTORS)),
  language: v.exactOptional(v.picklist(['system', ...LANGUAGES])),
  layout: v.exactOptional(
    v.strictObject({
      sidebarWidth: within(PANEL_WIDTH_PX.sidebar),
      membersWidth: within(PANEL_WIDTH_PX.members),
      sidebarShown: v.boolean(),
      membersShown: v.boolean(),
    }),
  ),
  spellcheck: v.exactOptional(v.boolean()),
  recentEmoji: v.exactOptional(v.pipe(v.array(emoji), v.maxLength(RECENT_EMOJI_MAX))),
  skinTone: v.exactOptional(v.picklist([0, 1, 2, 3, 4, 5])),
  enterSends: v.exactOptional(v.boolean()),
  notify: v.exactOptional(v.boolean()),
  preview: v.exactOptional(v.picklist(['text', 'name', 'nothing'])),
  sound: v.exactOptional(v.boolean()),
  doNotDisturbUntil: v.exactOptional(v.nullable(moment)),
  keywords: v.exactOptional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(KEYWORD_MAX_CHARS))), v.maxLength(KEYWORDS_MAX))),
  keepDays: v.exactOptional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(KEEP_DAYS_MAX)))),
  onClose: v.exactOptional(v.picklist(['ask', 'hide', 'quit'])),
  startAtLogin: v.exactOptional(v.nullable(v.boolean())),
  updates: v.exactOptional(v.picklist(UPDATE_CHOICES)),
  addresses: v.exactOptional(
    v.strictObject({
      preferred: v.nullable(networkName),
      excluded: v.pipe(v.array(networkName), v.maxLength(EXCLUDED_NETWORKS_MAX)),
    }),
  ),
});
