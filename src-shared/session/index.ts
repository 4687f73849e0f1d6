export * from './address.ts';
export * from './clock.ts';
export type { Answer } from './requests.ts';
export * from './session.ts';
export * from './transport.ts';
export * from './way.ts';
