/** Where a message is written: the box, completion, commands, emoji, formatting. */
export const composer = {};
