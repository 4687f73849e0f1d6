/** Whether the tests that grow with the time one gives them run at full length: `npm test -- --long`. */
export const isLong = process.env['RWCI_LONG'] === '1';
