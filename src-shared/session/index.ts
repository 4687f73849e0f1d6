export * from './address.ts';
export * from './clock.ts';
export * from './session.ts';
export * from './transport.ts';
