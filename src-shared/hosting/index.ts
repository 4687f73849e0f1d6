export * from './panel.ts';
export * from './reach.ts';
