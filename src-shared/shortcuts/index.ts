export * from './keys.ts';
export * from './shortcuts.ts';
