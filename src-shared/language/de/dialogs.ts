import type { Words } from '../words.ts';

export const dialogs: Words['dialogs'] = {};
