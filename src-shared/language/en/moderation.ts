import { pluralIn } from '../plural.ts';

const plural = pluralIn('en');

/** People and what they are on a server, channels and who may do what there, and looking after both. */
export const moderation = {
  roles: { owner: 'Owner', moderator: 'Moderator', member: 'Member', guest: 'Guest' },
  states: { online: 'Online', away: 'Away', busy: 'Busy', offline: 'Offline' },

  /** The list of people. */
  offline: 'Offline',
  offlineList: 'People who are not here',
  muted: 'Muted',
  lastSeen: (when: string) => `Last seen ${when}`,

  /** How the person wants to be seen. */
  status: {
    title: 'Status',
    change: 'Status text…',
    label: 'Status text',
    hint: 'Others see it beside your name. Empty: none.',
    verb: 'Save',
    text: (state: string, text: string) => (text === '' ? state : `${state}: ${text}`),
  },

  /** Said beside what was asked for, where no words of the server do. */
  refused: {
    offline: 'There is no connection to the server. Nothing was changed.',
    silent: 'The server did not answer. Look whether it was done before you try again.',
    unknown_user: 'Nobody of that name has an account on this server any more.',
    unknown_channel: 'There is no such channel any more.',
    not_online: 'They are not here now.',
    not_banned: 'They are not banned any more.',
    not_muted: 'They are not muted any more.',
    too_fast: 'That was too fast. Wait a moment and try again.',
    busy: 'The server is busy. Try again in a moment.',
    storage_full: 'The server’s disk is full: nothing was changed.',
    storage_failed: 'The server could not write to its disk: nothing was changed.',
  },
  undo: 'Undo',
  notAllowed: 'That cannot be done to {name}.',

  /** The menu of a person, for whoever looks after the server. */
  menu: {
    kick: 'Kick',
    ban: 'Ban',
    mute: 'Mute for everyone',
    unmute: 'Unmute for everyone',
    unban: 'Lift ban',
    role: 'Role',
    password: 'Reset password…',
    free: 'Free the name…',
    ownPassword: 'Change password…',
  },

  /** The dialogs about an account. */
  password: {
    title: (name: string) => `Reset ${name}’s password`,
    text: '{person} is signed out everywhere, and signs in with the new password. Tell it to them yourself.',
    label: 'New password',
    hint: 'You see it as you type.',
    verb: 'Reset password',
    empty: 'Type a password.',
    tooLong: 'That is too long for a password.',
    isToken: 'That cannot be a password.',
    done: (name: string) => `${name} has a new password.`,
  },
  ownPassword: {
    title: 'Change password',
    text: 'You, {person}, sign in on {server} with the new password from now on. Your other devices are asked for it.',
    current: 'Current password',
    currentHint: 'Forgotten? Whoever looks after the room can give you another.',
    next: 'New password',
    verb: 'Change password',
    currentMissing: 'Type your password of now.',
    currentWrong: 'That is not the password you signed in with.',
    done: (server: string) => `You have a new password on ${server}.`,
  },
  free: {
    title: (name: string) => `Free the name ${name}`,
    text: 'The account of {person} is deleted, with its password and its role. Whoever comes next can have the name; what was said stays. This cannot be undone.',
    verb: 'Delete account',
    done: (name: string) => `The name ${name} is free.`,
  },

  /** The dialog before something is done to somebody. */
  deed: {
    kickTitle: (name: string) => `Kick ${name}`,
    banTitle: (name: string) => `Ban ${name}`,
    muteTitle: (name: string) => `Mute ${name} for everyone`,
    kickText: '{person} is disconnected and may come back at once.',
    banText: '{person} is disconnected and cannot sign in here until the ban ends.',
    muteText: '{person} can read, and writes to nobody but those who look after the server.',
    kick: 'Kick',
    ban: 'Ban',
    mute: 'Mute',
    reason: 'Reason',
    reasonHint: 'Optional. They get to see it.',
    until: 'How long',
    address: 'Ban their address too',
    addressHint: 'Nobody else signs in or makes an account from there either, but owners and moderators.',
    addressAway: 'They are not here: their address is not known.',
    durations: {
      tenMinutes: '10 minutes',
      hour: '1 hour',
      day: '1 day',
      week: '1 week',
      month: '30 days',
      good: 'For good',
    },
    kicked: (name: string) => `${name} was kicked and may come back.`,
    banned: (name: string) => `${name} was banned.`,
    muted: (name: string) => `${name} is muted for everyone.`,
    unbanned: (name: string) => `${name} may sign in again.`,
    unmuted: (name: string) => `${name} is no longer muted.`,
    roleGiven: (name: string, role: string) => `${name}: ${role}.`,
  },

  /** What was done to the person of this window. `{by}` and `{reason}` are somebody’s own words. */
  own: {
    kicked: 'You were kicked from this server.',
    kickedBy: 'You were kicked from this server by {by}.',
    banned: 'You are banned from this server.',
    bannedBy: 'You were banned from this server by {by}.',
    bannedUntil: (when: string) => `Until ${when}.`,
    bannedForGood: 'There is no end to it.',
    reason: 'Reason: {reason}',
    muted: 'You are muted: only those who look after the server read what you write to them.',
    mutedBy: '{by} muted you: only those who look after the server read what you write to them.',
    mutedUntil: (when: string) => `Until ${when}.`,
    comeBack: 'Sign in again',
  },

  /** Who may write, on the composer and in the dialogs. */
  mayWrite: { everybody: 'Everybody', members: 'Everybody but guests', moderators: 'Moderators and owners', owner: 'Owners' },
  closedTo: {
    members: 'Guests read in this channel and do not write.',
    moderators: 'Only moderators and owners write in this channel.',
    owner: 'Only owners write in this channel.',
  },

  /** The line about a channel, in its head. */
  topic: {
    change: 'Change topic',
    add: 'Add a topic',
    show: (topic: string) => `Topic: ${topic}`,
    title: (channel: string) => `Topic of #${channel}`,
    label: 'Topic',
    hint: 'What the channel is about, in one line. Everybody sees it.',
    verb: 'Save',
    none: 'This channel has no topic.',
  },

  /** The dialog of one channel. */
  channel: {
    edit: 'Edit channel…',
    title: (channel: string) => `Edit #${channel}`,
    name: 'Name',
    nameStays: 'The first channel keeps its name.',
    nameless: 'Type a name for the channel.',
    topic: 'Topic',
    mayWrite: 'Who may write',
    save: 'Save',
    deleteTitle: 'Delete channel',
    deleteText: '{channel} goes for everyone on the server, with what was said in it.',
    deleted: (channel: string) => `#${channel} was deleted.`,
    restored: (channel: string) => `#${channel} is back, with what was said in it.`,
    madeBy: (name: string) => `Made by ${name}`,
    deleteNow: 'Delete',
  },

  /** The dialog about the whole server. */
  room: {
    title: 'Room',
    open: 'Room…',
    tabs: { channels: 'Channels', members: 'Members', bans: 'Bans', general: 'General', audit: 'Log' },
    loading: 'Asking the server…',
    again: 'Try again',

    up: (channel: string) => `Move #${channel} up`,
    down: (channel: string) => `Move #${channel} down`,
    edit: (channel: string) => `Edit #${channel}`,
    remove: (channel: string) => `Delete #${channel}`,
    create: 'Create channel',
    firstChannel: 'The first channel: where people arrive',
    orderHint: 'Everybody sees the channels in this order. Alt+Up and Alt+Down move the one that has the focus.',
    moved: (channel: string, place: number) => `#${channel} is number ${place.toString()} now`,

    find: 'Find a person',
    nobody: 'Nobody is called that.',
    count: (count: number) => plural(count, { one: '# person', other: '# people' }),
    more: (count: number) => plural(count, { one: '# more', other: '# more' }),
    actions: (name: string) => `What can be done with ${name}`,
    you: 'You',

    noBans: 'Nobody is banned.',
    bannedBy: (name: string) => `by ${name}`,
    until: (when: string) => `until ${when}`,
    forGood: 'for good',
    withAddress: 'with their address',
    unban: 'Lift ban',
    unbanOf: (name: string) => `Lift the ban of ${name}`,

    registration: 'Who may make an account',
    registrations: { open: 'Whoever comes', pin: 'Whoever knows the PIN', closed: 'Nobody' },
    registrationHints: {
      open: 'Anyone who reaches the server.',
      pin: 'The PIN stands in the invitation, or is typed in the form.',
      closed: 'Who has an account signs in as ever.',
    },
    pin: 'PIN',
    pinHint: '4 to 32 characters.',
    savePin: 'Save PIN',
    mayCreate: 'Who may make channels',
    ownersOnly: 'Only owners change this.',
    saved: 'Saved.',
    save: 'Save',
    name: 'Name of the room',
    welcome: 'Welcome text',
    welcomeHint: 'Whoever comes sees it. Empty: none.',
    newAccounts: 'What a new account is',
    newRoles: { member: 'A member', guest: 'A guest, who reads and writes and makes no channels' },
    broadcast: 'Announcement',
    broadcastHint: 'Everybody on the server sees it at once, wherever they are.',
    broadcastVerb: 'Announce',
    broadcasted: 'It was announced.',
    deleted: 'Deleted a short while ago',
    deletedUntil: (when: string) => `Can be brought back until ${when}`,
    restore: (channel: string) => `Bring back #${channel}`,
    restoreNow: 'Bring back',

    noAudit: 'Nothing has been done here yet.',
    older: 'Show older',
    /** `{by}`, `{target}` are names; what is more stands below. */
    did: {
      kick: '{by} kicked {target}',
      ban: '{by} banned {target}',
      unban: '{by} lifted the ban of {target}',
      mute: '{by} muted {target}',
      unmute: '{by} unmuted {target}',
      role: '{by} gave {target} another role',
      logout: '{by} signed {target} out everywhere',
      password_reset: '{by} reset the password of {target}',
      account_delete: '{by} freed the name {target}',
      broadcast: '{by} made an announcement',
      channel_create: '{by} made #{target}',
      channel_update: '{by} changed #{target}',
      channel_delete: '{by} deleted #{target}',
      channel_restore: '{by} brought #{target} back',
      settings: '{by} changed the settings',
    },
    didOther: '{by}: {action} {target}',
  },
};
