/** Small dialogs that ask or tell one thing. */
export const dialogs = {};
