export * from './api.ts';
export * from './app-state.ts';
export * from './contract.ts';
export * from './finding.ts';
export * from './updates.ts';
