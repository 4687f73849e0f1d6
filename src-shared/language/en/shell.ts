/** What the main process says: tray, notifications, the native menu, notices, file dialogs. */
export const shell = {};
