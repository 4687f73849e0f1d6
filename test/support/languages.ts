import { de } from '../../src-shared/language/de/index.ts';
import { learn } from '../../src-shared/language/index.ts';

/** Tests speak every language, as the main process does. */
learn('de', de);
