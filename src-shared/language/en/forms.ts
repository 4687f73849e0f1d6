/** Welcome, joining and hosting. */
export const forms = {};
