import { pluralIn } from '../plural.ts';

const plural = pluralIn('en');

/** Small dialogs that ask or tell one thing. */
export const dialogs = {
  clear: {
    title: 'Clear conversation',
    verb: 'Clear',
    text: 'All messages of {conversation} on this computer go, and do not come back. Others keep theirs, and the server keeps what it keeps.',
    unsent: 'What you wrote and could not send yet stays.',
  },
  close: {
    title: 'Keep running?',
    others: (count: number) =>
      plural(count, {
        one: 'Someone else is on your server. Quitting ends it for them.',
        other: '# others are on your server. Quitting ends it for them.',
      }),
    hosting: 'You are hosting a server. Quitting stops it.',
    tray: 'In the tray the app keeps you connected and tells you about direct messages.',
    remember: 'Remember my choice',
    rememberHint: 'You can change it in the settings.',
    quit: 'Quit',
    keep: 'Keep running in the tray',
  },
  createChannel: {
    title: 'Create channel',
    label: 'Channel name',
    hint: 'Everyone on the server sees it.',
    verb: 'Create',
    nameless: 'Type a name for the channel.',
  },
  editServer: {
    title: 'Edit server',
    label: 'Name in your list',
    labelHint: 'Only you see it. Empty: what the server calls itself.',
    unchanged: 'Unchanged',
    autoconnect: 'Connect when the app starts',
    mute: 'Mute this server',
    muteHint: 'Nothing there makes a notification or counts on the badge.',
    anew: 'Saving signs you in anew.',
  },
  removeServer: {
    title: 'Remove server',
    verb: 'Remove',
    text: '{server} leaves your list, with its password. Your account {name} stays on the server.',
    messages: 'Messages',
    keep: 'Keep the messages',
    keepHint: 'They stay on this computer, and are there again when you add the server again.',
    forget: 'Delete the messages',
    forgetHint: 'What is saved of them on this computer goes for good. The server keeps what it keeps.',
  },
  server: {
    title: (name: string) => `About ${name}`,
    address: 'Address',
    signedInAs: 'Signed in as',
    connection: 'Connection',
    kind: 'Kind',
    plain: 'A plain RWCI server, which says nothing of itself',
    callsItself: 'Calls itself',
    version: 'Version',
    expect: 'What to expect of this server',
    yes: 'Yes',
    no: 'No',
    later: 'The rest is known once you have been connected.',
    edit: 'Edit…',
  },
  /** What a server does, and what one does that does not. */
  compatibility: {
    receipts: 'It acknowledges messages: each one arrives, and arrives once.',
    noReceipts:
      'It acknowledges nothing: a channel’s message counts as sent when it comes back, a direct one is never confirmed.',
    history: 'It keeps messages: what was said while you were away is fetched.',
    noHistory: 'It keeps no messages: what was said while you were away is missing here.',
    offlineMessages: 'Direct messages to people who are offline wait on the server.',
    noOfflineMessages: 'Direct messages to people who are offline wait on this computer until they are back.',
    people: 'It knows all its members, also those who are offline.',
    noPeople: 'It only tells who is online.',
    moderation: 'Its host and moderators can remove or mute people.',
    noModeration: 'It has no moderators; blocking somebody hides them for you.',
    channels: 'It has channels, and you can create more.',
    fixedChannels: 'It has channels; others cannot be created from here.',
    noChannels: 'It has one conversation for everybody, and no channels.',
  },
  notices: 'Notices',
};
