import { pluralIn } from '../plural.ts';

const plural = pluralIn('en');

/** What the main process says: tray, notifications, notices, file dialogs, what comes of hosting. */
export const shell = {
  noLoginStart: (reason: string) => `The start at login could not be changed: ${reason}`,
  couldNotStart: 'RWCI Desktop could not start',
  refusedStart: 'RWCI Desktop does not start like this',
  refusedSwitch: (name: string) => `It was started with ${name}, which takes away what protects you. Start it without that.`,

  tray: {
    unread: (count: number) => plural(count, { one: '# unread', other: '# unread' }),
    show: 'Show RWCI Desktop',
    doNotDisturb: 'Do not disturb',
    doNotDisturbUntil: (time: string) => `Do not disturb until ${time}`,
    /** After the app’s name. */
    quiet: 'do not disturb',
    quietUntil: (time: string) => `do not disturb until ${time}`,
    minutes: (count: number) => plural(count, { one: 'For # minute', other: 'For # minutes' }),
    hours: (count: number) => plural(count, { one: 'For # hour', other: 'For # hours' }),
    forGood: 'Until I turn it off',
    off: 'Off',
    host: 'Host a server',
    quit: 'Quit',
  },
  badge: {
    forYou: (count: number) => plural(count, { one: '# unread message for you', other: '# unread messages for you' }),
    others: 'Unread messages',
  },
  telling: {
    newMessage: 'New message',
    inPlace: (author: string, place: string) => `${author} in ${place}`,
    messages: (count: number) => plural(count, { one: '# message', other: '# messages' }),
    missed: (count: number) => plural(count, { one: '# message while you were away', other: '# messages while you were away' }),
    /** `#games: 3 messages` */
    several: (subject: string, messages: string) => `${subject}: ${messages}`,
    summary: (messages: string, conversations: number) =>
      plural(conversations, { one: `${messages} in # conversation`, other: `${messages} in # conversations` }),
  },
  /** The steps of a test notification. */
  test: {
    body: 'This is what a message looks like. Click it.',
    noLibrary:
      'The library libnotify was not found. Install it (the package libnotify4 or libnotify) and start RWCI Desktop again.',
    noSupport: 'This system has no notifications for apps.',
    supported: 'This system shows notifications.',
    noService:
      'No program in this session shows notifications. Most desktops bring one; elsewhere start one, such as dunst or mako.',
    unknownService: 'Notifications can be sent; whether a program shows them could not be found out.',
    service: (name: string) => `Notifications are shown by ${name}.`,
    on: 'Direct messages and mentions make a notification.',
    off: 'Notifications are off in the settings: only conversations for which you chose something else make one. Turn them on there.',
    disturb: 'Do not disturb is off.',
    doNotDisturb:
      'Do not disturb is on, so that messages make no notification now. Turn it off in the settings or in the tray.',
    sent: 'The system took the notification.',
    refused: 'The system refused the notification.',
    refusedBecause: (reason: string) => `The system refused the notification (${reason}).`,
    silence: 'The system did not say that it showed the notification.',
    clicked: 'The click arrived.',
    closed: 'It was closed without a click. If you saw it, notifications work; test again to try a click.',
    nobody: (seconds: number) =>
      plural(seconds, {
        one: 'Nobody clicked it within # second. If you did not see it:',
        other: 'Nobody clicked it within # seconds. If you did not see it:',
      }),
    allowOnWindows:
      'Allow RWCI Desktop under Settings, System, Notifications, and look whether Windows itself is set not to disturb.',
    allowOnMac: 'Allow RWCI Desktop under System Settings, Notifications, and look whether a Focus is on.',
    allowElsewhere: 'Look in the notification settings of your desktop, and whether it is set not to disturb.',
  },
  hosting: {
    stopped: 'The server was stopped.',
    notHosted: 'No server is hosted here.',
    tooLate: 'The server did not start in time.',
    endedAgain: 'The server ended while it was starting again.',
    ended: (code: number) => `The server ended while it was starting (code ${String(code)}). The log tells more.`,
    crashes: 'The server stopped working several times in a minute and was not started again. The log tells more.',
    notForgotten: (folder: string) =>
      `The room was to be forgotten, but ${folder} could not be deleted. Close what uses it, or delete it yourself.`,
    noAnswer: 'The server ended before it answered.',
    otherPassword: (name: string) => `“${name}” has another password on this server.`,
    badName: (name: string) => `The name “${name}” cannot be used: choose another one.`,
    badNameBecause: (name: string, reason: string) => `The name “${name}” cannot be used: ${reason}`,
    notJoined: 'The server started, but joining it failed.',
    notJoinedBecause: (reason: string) => `The server started, but joining it failed: ${reason}`,
  },
  notConnected: 'You are not connected. Try again when the server is back.',
  serverGone: 'This server is not in the list any more.',
  passwordGone: 'The password for this server is not kept here. Type it once more.',
  noKeyring: 'This system has no keyring, so a password on disk would be readable by anybody. It is kept until you quit.',
  lockedKeyring: 'The system’s keyring is locked or missing. The password is kept until you quit.',

  settings: {
    notKept: 'What you change now is forgotten when you quit.',
    unsaved: (folder: string, reason: string) => `The settings cannot be saved in ${folder} (${reason}).`,
    unread: (file: string, reason: string) => `The settings file ${file} cannot be read (${reason}).`,
    damaged: (file: string, reason: string) => `The settings file ${file} is damaged and cannot be set aside (${reason}).`,
    aside: (aside: string) => `The settings file was damaged. It is kept as ${aside}.`,
    missing: (file: string) => `The settings file ${file} was missing.`,
    newer: (file: string) => `The settings file ${file} was written by a newer version of RWCI Desktop. It was left as it is.`,
    /** What counts after one of these. */
    defaults: 'The app began with its defaults.',
    copy: 'What was set at the last good start took its place.',
  },
  recovery: {
    restarted:
      'Something failed that the app could not go on from, so it started again. Nothing that you sent or that waits to be sent is lost. The log tells more.',
    software: 'The graphics of this computer stopped working twice, so the app draws without them until its next version.',
    softwareChosen:
      'The app draws without graphics acceleration until its next version. The menu Help, “Restart with graphics acceleration…”, undoes it.',
    safeMode:
      'Safe mode: without graphics acceleration, with the usual look, and nothing connects or hosts by itself. Quit and start the app as usual to leave it.',
    reset: (folder: string) =>
      `Everything was reset. What was there is in ${folder}; delete that folder when you need it no more.`,
    resetInPart: (names: string) =>
      `Not everything could be reset, because other programs use it: ${names}. Close them and reset once more.`,
    resetRoom: (folder: string) =>
      `Your room was reset. What was in it is kept in ${folder}; delete that folder when you need it no more.`,
    notReset: 'The reset cannot be noted down: the disk is full, or the folder cannot be written.',
    givenUp: 'RWCI Desktop stopped working',
    givenUpDetail: (folder: string) =>
      `It failed several times in a minute and does not start again by itself. Your messages and settings are kept. Starting it with --safe-mode may help; the log in ${folder} tells more.`,
    graphics: {
      without: 'Restart without graphics acceleration?',
      withoutDetail:
        'This helps where the window stays black or flickers. It holds until the next version of the app, and the menu Help undoes it. A room that you host is interrupted for a moment.',
      with: 'Restart with graphics acceleration?',
      withDetail:
        'The window is drawn faster, where the graphics of this computer work. A room that you host is interrupted for a moment.',
      restart: 'Restart',
    },
    hung: {
      message: 'The window does not answer.',
      detail: 'It may be busy. If it is loaded anew, nothing that you sent or that waits to be sent is lost.',
      reload: 'Load it anew',
      wait: 'Wait',
    },
    page: {
      message: 'The window stopped working several times in a minute.',
      detail: 'Your messages are kept. In safe mode the app starts without graphics acceleration and with the usual look.',
      again: 'Try again',
      safeMode: 'Start in safe mode',
      quit: 'Quit',
    },
  },
  history: {
    unreadServer: (server: string, reason: string) => `What is kept of ${server} cannot be read. ${reason}`,
    notSaved: (reason: string) => `New messages cannot be saved on this computer. ${reason}`,
    notRead: (reason: string) => `Older messages cannot be read on this computer. ${reason}`,
    messageGone: 'This message is not kept on this computer any more.',
    full: 'The disk is full: the history cannot be kept until there is room.',
    failed: (detail: string) => `The disk with the history failed (${detail}).`,
    busy: 'Another program holds the file of the history.',
    damaged: (detail: string) => `The file of the history is damaged (${detail}). The next start of the app looks through it.`,
    behind: 'The disk does not keep up: this was not kept in the history.',
    interrupted: 'The history was interrupted: whether this was kept is not known.',
    unusable: 'The history cannot be used.',
    closed: 'The history is closed.',
    inPage: 'This browser keeps nothing: messages are remembered only until the page is closed.',
    elsewhere: 'The room is open in another tab of this browser, which keeps the history now.',
    inMemory: (reason: string) => `Messages are remembered only until the app ends. ${reason}`,
    searchEnded: 'The search ended by itself.',
  },
  export: {
    title: 'Export conversation',
    conversationGone: 'This conversation is not there any more.',
    failed: (file: string, reason: string) => `The conversation could not be written to ${file}: ${reason}`,
    written: (time: string) => `Written ${time}`,
    announcement: 'Announcement',
    joined: (name: string) => `${name} joined`,
    left: (name: string) => `${name} left`,
    gap: (since: string) => `Offline since ${since}: messages from this time may be missing`,
    /** The name of a file for a conversation whose own name cannot be one. */
    conversation: 'conversation',
  },

  /** The native menu; `&` stands before the letter that Alt opens it with. */
  menu: {
    file: '&File',
    edit: '&Edit',
    view: '&View',
    go: '&Go',
    window: '&Window',
    help: '&Help',
    newDirect: 'New direct message…',
    createChannel: 'Create channel…',
    join: 'Join a server…',
    host: 'Host a server…',
    settings: 'Settings…',
    closeWindow: 'Close window',
    quit: 'Quit',
    quitMac: 'Quit RWCI Desktop',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    pasteAsText: 'Paste as plain text',
    selectAll: 'Select all',
    searchHere: 'Search in this conversation',
    search: 'Search everywhere',
    sidebar: 'Sidebar',
    members: 'Members',
    zoomIn: 'Larger',
    zoomOut: 'Smaller',
    zoomReset: 'Usual size',
    fullScreen: 'Full screen',
    reload: 'Reload',
    devTools: 'Developer tools',
    back: 'Back',
    forward: 'Forward',
    previous: 'Previous conversation',
    next: 'Next conversation',
    previousUnread: 'Previous unread',
    nextUnread: 'Next unread',
    switcher: 'Quick switcher…',
    minimize: 'Minimise',
    zoomWindow: 'Zoom',
    front: 'Bring all to front',
    shortcuts: 'Keyboard shortcuts',
    withoutGraphics: 'Restart without graphics acceleration…',
    withGraphics: 'Restart with graphics acceleration…',
    about: 'About RWCI Desktop',
    services: 'Services',
    hide: 'Hide RWCI Desktop',
    hideOthers: 'Hide others',
    unhide: 'Show all',
  },
};
