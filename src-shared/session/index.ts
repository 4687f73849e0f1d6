export * from './address.ts';
export * from './clock.ts';
export { REQUEST_TYPES, type Answer, type RoomRequest } from './requests.ts';
export * from './session.ts';
export * from './transport.ts';
export * from './way.ts';
