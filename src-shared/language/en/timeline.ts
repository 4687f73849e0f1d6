import { pluralIn } from '../plural.ts';

const plural = pluralIn('en');

/** The log of a conversation: days, comings and goings, what is missing, the actions of a message. */
export const timeline = {
  messages: 'Messages',
  newMessages: 'New messages',
  /** Beside the line above what is new; `moment` is the time, with the day where it is not today. */
  newSince: (moment: string) => `New since ${moment}`,
  jump: 'Jump to present',
  jumpWithNew: (count: number) => `Jump to present · ${plural(count, { one: '# new', other: '# new' })}`,
  inThePast: 'You are reading older messages',
  loadingOlder: 'Loading older messages',
  loadingNewer: 'Loading newer messages',
  loadOlder: 'Load older messages',
  loadNewer: 'Load newer messages',

  actions: 'Message actions',
  copyText: 'Copy text',
  copySelection: 'Copy selection',
  copyLink: 'Copy link',
  quote: 'Quote',
  mention: (name: string) => `Mention ${name}`,
  profile: 'Show profile',
  markUnread: 'Mark as unread',
  copied: 'Text copied',
  retry: 'Retry',
  /** Of a message whose channel is gone: it stands in another one and would go to those who read that. */
  sendHere: 'Send here',

  waiting: 'Waiting to be sent',
  sending: 'Sending',
  waitingForConnection: 'Waiting for the connection',
  waitingForThem: 'Waiting for them to be here',
  unconfirmed: 'Sent, not confirmed',
  perhapsNotSent: 'Perhaps not sent: the connection broke.',
  notConfirmed: 'Not sent: the server did not confirm it.',
  channelGone: 'Not sent: the channel it was written in is gone.',
  refused: 'Not sent: the server refused it.',
  refusedBecause: (reason: string) => `Not sent: ${reason}`,

  /** Behind a message's name for a screen reader. */
  labelWaiting: 'waiting to be sent',
  labelSending: 'sending',
  labelFailed: 'not sent',
  /** What comes into sight after a search. */
  showing: (message: string) => `Showing ${message}`,
  severalNew: (count: number) => plural(count, { one: '# new message', other: '# new messages' }),

  server: 'Server',
  missing: (count: number) => plural(count, { one: '# message is not available', other: '# messages are not available' }),
  perhapsMissing: 'messages from this time may be missing',
  offline: (span: string, what: string) => `Offline ${span}: ${what}`,
  hidden: (count: number) => plural(count, { one: '# hidden message', other: '# hidden messages' }),
  show: 'Show',

  joined: {
    one: '{name} joined',
    two: '{name} and {other} joined',
    many: (count: number) => plural(count, { one: '# person joined', other: '# people joined' }),
  },
  left: {
    one: '{name} left',
    two: '{name} and {other} left',
    many: (count: number) => plural(count, { one: '# person left', other: '# people left' }),
  },
  visited: {
    one: '{name} joined and left',
    two: '{name} and {other} joined and left',
    many: (count: number) => plural(count, { one: '# person joined and left', other: '# people joined and left' }),
  },
  returned: {
    one: '{name} left and came back',
    two: '{name} and {other} left and came back',
    many: (count: number) => plural(count, { one: '# person left and came back', other: '# people left and came back' }),
  },

  startCleared: 'You cleared what was said here before.',
  startEmpty: 'Nothing has been said here since you joined. Begin below.',
  startFirst: 'This is where {channel} begins.',
  startConnected: 'What was said while you were connected.',
  startAlone: 'You are the only one here. Friends on your network join with:',
  startAloneElsewhere: 'You are the only one here. Give others the address of this server.',
  startServer: 'What the server has to tell you alone.',
  startDirect: 'Only you and {name} see what is written here.',
};
