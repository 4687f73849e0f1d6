/** The search for messages. */
export const search = {};
