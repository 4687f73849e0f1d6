/** The log of a conversation: days, comings and goings, what is missing, the actions of a message. */
export const timeline = {};
