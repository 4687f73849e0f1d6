export * from './plural.ts';
export * from './words.ts';
