export * from './address.ts';
export * from './clock.ts';
export { OFFLINE, type Answer, type PasswordAnswer } from './requests.ts';
export * from './session.ts';
export * from './transport.ts';
export * from './way.ts';
