export * from './close-codes.ts';
export * from './codec.ts';
export * from './limits.ts';
export * from './packets.ts';
