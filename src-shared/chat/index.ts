export * from './accounts.ts';
export { isOutgoing, isUndelivered } from './entries.ts';
export * from './events.ts';
export { isPlaced } from './places.ts';
export * from './permissions.ts';
export * from './reduce.ts';
export * from './state.ts';
