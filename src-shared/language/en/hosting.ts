import { pluralIn } from '../plural.ts';

const plural = pluralIn('en');
const people = (count: number): string => plural(count, { one: '# person', other: '# people' });

/** The panel of whoever hosts a server. */
export const hosting = {
  title: 'Your server',
  manage: 'Manage',
  panel: 'Manage server…',
  partsLabel: 'Parts of the panel',
  parts: { overview: 'Overview', people: 'People', settings: 'Settings', log: 'Log', backup: 'Backup' },

  status: {
    off: 'Off',
    starting: 'Starting…',
    on: (count: number) => `On, ${people(count)}`,
    problem: 'Problem',
  },
  startAgain: 'Start again',
  offHint: 'Nobody can join while it is off. People who were here come back by themselves when it is on again.',
  starting: 'The server is starting.',
  busyPort: (busy: number, port: number) =>
    `Port ${String(busy)} was taken by another program, so the server listens on ${String(port)}.`,

  reach: {
    title: 'Can others join?',
    looking: 'Looking whether others can reach this room…',
    yes: 'Others can reach this room',
    maybe: 'Others may not reach this room',
    no: 'Nobody else can reach this room',
    again: 'Check again',
    checks: 'What was checked',
    good: 'Fine',
    bad: 'Not fine',
    unsure: 'Not certain',
    copyCommand: 'Copy command',
    windowsFirewall: 'the Windows firewall',
    macFirewall: 'the macOS firewall',
    command: 'This lets others in:',
    panes: { firewall: 'Open firewall settings', network: 'Open network settings', 'local-network': 'Open privacy settings' },
    about: {
      network: (address: string) =>
        address === ''
          ? 'This computer is on no network. Connect it to Wi-Fi or a cable.'
          : `This computer is on a network, as ${address}.`,
      answers: (address: string) => `The server answers at ${address}, and it is this one.`,
      refused: (address: string) => `Nothing answers at ${address}. Turn hosting off and on again.`,
      silent: (address: string) => `A connection to ${address} got no answer: something on this computer blocks it.`,
      unreachable: (address: string) => `${address} could not be reached from here. The network may just have changed.`,
      stranger: (address: string) => `Another program answers at ${address}. Choose another port.`,
      visited: 'Somebody from another computer has been here.',
      'no-firewall': 'No firewall is on.',
      'unknown-firewall': 'Whether a firewall is on cannot be seen from here.',
      firewall: (program: string) => `A firewall is on (${program}). Whether it lets others in cannot be seen from here.`,
      'firewall-shut': (program: string) => `A firewall is on (${program}) and lets nobody in here.`,
      'firewall-lets-in': (program: string) => `The firewall (${program}) lets others in.`,
      'public-network':
        'Windows takes this network for a public one and lets nobody in. If it is yours, set it to “Private network”.',
      'local-network':
        'macOS may not let RWCI Desktop into the local network. Allow it under Privacy & Security, Local Network.',
    },
  },

  addresses: 'Addresses',
  openPage: 'Open guest page',
  addressesHint: 'People on your network join by one of these; the first is the likeliest to work.',
  activity: {
    title: 'The last hour',
    messages: 'Messages a minute',
    people: 'People',
    now: (count: string) => `Now ${count}`,
    most: (count: string) => `most ${count}`,
    /** For a screen reader, in place of the plot. */
    text: (what: string, now: string, most: string) => `${what} in the last hour: ${now} now, ${most} at most.`,
  },

  people: {
    label: 'People online',
    nobody: 'Nobody is here yet.',
    find: 'Find a person',
    noMatch: 'Nobody matches.',
    more: (count: number) =>
      plural(count, { one: '# more. Type a name to find it.', other: '# more. Type a name to find them.' }),
    here: 'this computer',
    plainClient: 'plain client',
    since: (time: string) => `since ${time}`,
    muted: 'muted',
    roles: { owner: 'owner', moderator: 'moderator', member: 'member', guest: 'guest' },
    kick: 'Kick',
    ban: 'Ban',
    mute: 'Mute',
    unmute: 'Unmute',
    actions: (name: string) => `Actions for ${name}`,
  },

  log: {
    label: 'Log',
    hint: 'What happens on the server, the newest last. No messages, no passwords.',
    empty: 'Nothing has happened yet.',
    copy: 'Copy log',
    levels: { info: 'Info', warn: 'Warning', error: 'Error' },
  },

  room: {
    off: 'Turn the server on to change these.',
    name: 'Server name',
    welcome: 'Welcome text',
    welcomeHint: 'Whoever is new reads it first.',
    who: 'Who may join',
    registration: { open: 'Anyone', pin: 'With a PIN', closed: 'Nobody new' },
    registrationHints: {
      open: 'Whoever reaches this computer may make an account.',
      pin: 'Who makes an account needs the PIN. Who has one logs in as ever.',
      closed: 'Only who has an account logs in.',
    },
    pin: 'PIN',
    pinHint: 'Tell it to those you want here. An invitation holds it.',
    newPin: 'New PIN',
    guests: 'Guests may join with a browser',
    guestsHint: 'They scan the QR code and type a name; no app needed.',
    noGuestsHint: 'Only people with the app can join.',
    guestsLeave: 'Turned off, guests who are here have to leave.',
    history: 'History',
    keeps: 'Keep it',
    keepsHint: 'Accounts, channels and messages are there again at the next start.',
    forgets: 'Forget everything when I stop',
    forgetsHint:
      'A stop deletes accounts, channels and messages. The room that was kept until now stays as it is, and is back when you choose to keep it.',
    nextStart: 'From the next start on.',
    peopleMax: 'People at most',
    historyDays: 'Days that messages are kept',
    historyDaysHint: 'Empty: for good.',
    save: 'Save',
    saved: 'Saved.',
    unsaved: 'Not saved yet.',
    wrong: {
      nameEmpty: 'Give the server a name; friends see it.',
      nameLong: (most: number) => `A name has at most ${String(most)} characters.`,
      nameSigns: 'A name is one line of ordinary characters.',
      welcomeLong: (over: number) => plural(over, { one: '# character too long.', other: '# characters too long.' }),
      pin: (least: number, most: number) => `A PIN has ${String(least)} to ${String(most)} characters.`,
      pinSigns: 'A PIN is one line of ordinary characters.',
      peopleMax: (most: number) => `A number from 1 to ${String(most)}.`,
      historyDays: (most: number) => `A number of days from 1 to ${String(most)}, or nothing.`,
    },
  },

  options: {
    title: 'Options',
    forgetsHint: 'A stop deletes accounts, channels and messages.',
  },

  backup: {
    title: 'Back up the room',
    hint: 'One file with everything: accounts, channels, messages, and the key by which people know this server. Keep it in a safe place.',
    make: 'Back up…',
    made: (size: string) => `Backed up (${size}).`,
    restoreTitle: 'Restore a room',
    restoreHint: 'Puts the room of a backup in the place of this one. People find it again, at this computer’s address.',
    restore: 'Restore…',
    choose: 'Choose a backup',
    kind: 'Room backup',
    anyFile: 'All files',
    ask: 'Restore this room?',
    askText: 'The room “{name}” of {time} takes the place of the present one.',
    askKept: 'The present room is backed up first, in the app’s folder.',
    askPeople: (others: number) =>
      plural(others, { one: 'One other person is here and is told.', other: '# others are here and are told.' }),
    verb: 'Restore',
    restored: (name: string) => `“${name}” is restored.`,
    /** The people in the room read it. */
    reason: 'The host is restoring a backup. The room is back in a moment.',
    noneChosen: 'Choose the file of a backup first.',
    problems: {
      foreign: () => 'This file is not a backup of a room. Nothing was changed.',
      damaged: () => 'This backup is damaged and cannot be used. Nothing was changed.',
      newer: () =>
        'This backup was made by a newer version of RWCI Desktop. Update the app, then try again. Nothing was changed.',
      unreadable: (detail: string) => `The file cannot be read (${detail}). Nothing was changed.`,
      unwritable: (detail: string) => `It cannot be written there (${detail}). Nothing was changed.`,
      'disk-full': () => 'The disk is full. Make room and try again; nothing was changed.',
      'in-use': () => 'Another server uses the data of this room. Stop it first; nothing was changed.',
      'no-room': () => 'There is no room to back up yet. Host a server first.',
    },
  },

  stop: {
    title: 'Stop hosting?',
    /** Names of those who are here; the last argument how many more there are. */
    who: (names: string, more: number) =>
      more === 0
        ? `On your server: ${names}.`
        : plural(more, { one: `On your server: ${names} and # more.`, other: `On your server: ${names} and # more.` }),
    what: 'They are told and disconnected. When you host again they come back by themselves.',
    forgets: 'Everything on this server is forgotten.',
    verb: 'Stop hosting',
    keepRunning: 'Keep running',
    keepRunningHint: 'The window closes and the server goes on.',
  },
  /** The people in the room read it. */
  sleep: 'The computer that hosts this room is going to sleep. The room is back when it wakes.',
};
