import { common } from './common.ts';
import { timeline } from './timeline.ts';
import { text } from './text.ts';
import { composer } from './composer.ts';
import { room } from './room.ts';
import { search } from './search.ts';
import { finding } from './finding.ts';
import { forms } from './forms.ts';
import { guest } from './guest.ts';
import { hosting } from './hosting.ts';
import { settings } from './settings.ts';
import { dialogs } from './dialogs.ts';
import { invitation } from './invitation.ts';
import { moderation } from './moderation.ts';
import { problems } from './problems.ts';
import { shell } from './shell.ts';
import { trust } from './trust.ts';
import { updates } from './updates.ts';
import type { Words } from '../words.ts';

/** Everything that the app says, in German. */
export const de: Words = {
  common,
  timeline,
  text,
  composer,
  room,
  search,
  finding,
  forms,
  guest,
  hosting,
  settings,
  dialogs,
  invitation,
  moderation,
  problems,
  shell,
  trust,
  updates,
};
