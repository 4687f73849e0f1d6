import { pluralIn } from '../plural.ts';

const plural = pluralIn('en');

/** The search for messages. */
export const search = {
  label: 'Search messages',
  clear: 'Clear the search',
  close: 'Close search',
  searching: 'Searching…',
  count: (count: number) => plural(count, { one: '1 result', other: '# results' }),
  moreThan: (count: number) => plural(count, { one: 'More than # result', other: 'More than # results' }),
  newestFirst: (results: string) => `${results}, the newest first`,
  nothing: 'Nothing found',
  nothingAdvice: 'All words have to be in the same message. Fewer or shorter words find more.',
  results: 'Search results',
  loading: 'Loading more results',
  more: 'Load more results',
  cut: (count: number) =>
    plural(count, {
      one: 'This is the newest one. Say more precisely what you look for to see others.',
      other: 'These are the newest #. Say more precisely what you look for to see others.',
    }),
  noAnswer: 'The search did not answer.',
  /** Who says what is said to everybody. */
  server: 'Server',
  lead: 'Everything that is kept on this computer, also while you are offline.',
  understands: 'What a search understands',
  /** What can stand in a search besides words: an example of each, and what it means. */
  phrase: '"two words"',
  phraseMeans: 'side by side',
  fromMeans: 'written by a person',
  inMeans: 'in a channel, or in:@bob',
  beforeMeans: 'before a day or a month',
  afterMeans: 'after it',
  linkMeans: 'with a link in it',
};
