export * from './marks.ts';
export * from './query.ts';
export * from './words.ts';
