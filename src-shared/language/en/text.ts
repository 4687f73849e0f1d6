/** Inside a message: links, code, hidden parts. */
export const text = {
  /** Where a link leads, with the whole address. */
  opens: (address: string) => `Opens ${address}`,
  copyCode: 'Copy code',
};
