/** Inside a message: links, code, hidden parts. */
export const text = {};
