export * from './addresses.ts';
export * from './panel.ts';
export * from './reach.ts';
export * from './diagnosis.ts';
