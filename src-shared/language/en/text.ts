/** Inside a message: links, code, hidden parts. */
export const text = {
  /** Where a link leads, with the whole address. */
  opens: (address: string) => `Opens ${address}`,
  copyCode: 'Copy code',
  notOpened: (address: string) => `No program could be started for ${address}`,
  /** Before the first link of a scheme that is neither web nor mail is opened. */
  asking: {
    title: (scheme: string) => `Open ${scheme}: links with another program?`,
    body: (address: string) =>
      `${address}\n\nYou will not be asked again for ${address.split(':', 1)[0] ?? ''}: links until RWCI Desktop is closed.`,
    open: 'Open',
  },
};
