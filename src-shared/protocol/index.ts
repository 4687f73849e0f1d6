export * from './close-codes.ts';
export * from './codec.ts';
export * from './limits.ts';
export * from './lines.ts';
export * from './names.ts';
export * from './packets.ts';
export * from './resume-token.ts';
