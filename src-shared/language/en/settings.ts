/** The settings dialog. */
export const settings = {};
