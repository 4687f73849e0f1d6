import { pluralIn } from '../plural.ts';

const count = pluralIn('en');

/** Where a message is written: the box, completion, commands, emoji, formatting. */
export const composer = {
  /** The box's name and what stands in it while it is empty. */
  messageChannel: (name: string) => `Message #${name}`,
  messagePerson: (name: string) => `Message ${name}`,
  send: 'Send',
  hints: {
    offline: 'Not connected: what you write will be sent when connected.',
    gone: 'This channel is no longer on the server: what you write here is not sent.',
    absent: 'Will be sent when {name} is here.',
  },
  left: (characters: number) => count(characters, { one: '# character left', other: '# characters left' }),
  tooLong: (characters: number) => count(characters, { one: '# character too many', other: '# characters too many' }),
  sendInParts: (parts: number) => count(parts, { one: 'Send in # part', other: 'Send in # parts' }),
  tooLongToPaste: (characters: number, most: number) =>
    `${count(characters, { one: '# character', other: '# characters' })} are too much to paste: ${count(most, { one: '# fits', other: '# fit' })} here.`,
  dismiss: 'Dismiss',

  completions: 'Suggestions',
  suggested: (options: number) => count(options, { one: '# suggestion', other: '# suggestions' }),
  tabKey: 'Tab',
  escapeKey: 'Esc',
  chooseKeys: 'to choose',
  acceptKeys: 'to accept',
  closeKeys: 'to close',
  here: (people: number) => count(people, { one: '# person is here: {names}.', other: '# people are here: {names}.' }),
  hereAndMore: (people: number, more: number) =>
    count(people, { one: '# person is here: {names}', other: '# people are here: {names}' }) +
    count(more, { one: ', and # more.', other: ', and # more.' }),

  /** What each command does. */
  commands: {
    me: 'Say what you are doing',
    w: 'Write to one person',
    r: 'Reply to the last direct message',
    join: 'Open a channel, or create it',
    who: 'See who is here',
    search: 'Search messages',
    block: 'Hide what somebody writes',
    unblock: 'Show again what somebody writes',
    clear: 'Forget this conversation’s messages on this computer',
    shrug: 'Add ¯\\_(ツ)_/¯',
    away: 'Be seen as away',
    busy: 'Be seen as busy',
    back: 'Be seen as here again',
    topic: 'Change what the channel is about',
    kick: 'Remove somebody, who may come back',
    ban: 'Remove somebody for good',
    help: 'See the commands',
  },
  /** What stands behind a command's name; in brackets what may be left out. */
  commandArguments: {
    me: 'ACTION',
    w: 'NAME TEXT',
    r: 'TEXT',
    join: 'CHANNEL',
    search: 'WORDS',
    block: 'NAME',
    unblock: 'NAME',
    shrug: '[TEXT]',
    away: '[TEXT]',
    busy: '[TEXT]',
    topic: '[TEXT]',
    kick: 'NAME [REASON]',
    ban: 'NAME [REASON]',
    help: '[COMMAND]',
  },
  usage: 'Write it like this: {usage}',
  unknownCommand: 'There is no command {command}.',
  sendAsMessage: 'Send as message',
  allCommands: 'Commands: {commands}. Begin with // to send a message that starts with a slash.',
  commandHelp: '{usage}: {help}.',
  commandHelpAndOthers: '{usage}: {help}. Also {others}.',
  nobodyCalled: 'Nobody called {name} is known here.',
  nobodyWrote: 'Nobody has written to you directly yet.',
  noAway: 'This server does not tell others how you want to be seen. They see when you close the app.',
  noTopic: 'This server knows no topics of channels.',
  onlyChannels: 'Only channels have a topic.',
  topicIs: 'Topic: {topic}',
  noSuchChannel: 'There is no channel {name}, and this server cannot be asked for one.',
  blockedNow: (name: string) => `${name} is blocked: what they write is hidden. They are not told.`,
  unblockedNow: (name: string) => `${name} is no longer blocked.`,

  emoji: {
    open: 'Emoji',
    search: 'Search emoji',
    loading: 'Loading emoji…',
    failed: 'The emoji could not be loaded.',
    none: 'No emoji is called that.',
    recent: 'Used last',
    groups: {
      smileys: 'Smileys and feelings',
      people: 'People and hands',
      animals: 'Animals and nature',
      food: 'Food and drink',
      travel: 'Travel and places',
      activities: 'Activities',
      objects: 'Objects',
      symbols: 'Symbols',
      flags: 'Flags',
    },
    skinTone: 'Skin tone',
    skinTones: ['None', 'Light', 'Medium-light', 'Medium', 'Medium-dark', 'Dark'],
  },

  /** On text, by right click. */
  menu: {
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    pastePlain: 'Paste as plain text',
    selectAll: 'Select all',
    learn: 'Add to dictionary',
    noSuggestions: 'No suggestions',
  },

  settings: {
    enterSends: 'Enter sends',
    enterSendsOn: 'Shift+Enter begins a new line.',
    enterSendsOff: 'Enter begins a new line; Ctrl+Enter sends.',
    spelling: 'Check spelling',
    spellingHint: 'English only, on this computer: nothing is downloaded or sent. Right-click a marked word for suggestions.',
  },
};
