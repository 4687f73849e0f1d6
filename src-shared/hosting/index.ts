export * from './panel.ts';
export * from './reach.ts';
export * from './diagnosis.ts';
