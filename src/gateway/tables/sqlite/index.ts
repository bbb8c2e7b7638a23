export * from './access.ts';
export * from './catalog.ts';
export * from './operation.ts';
export * from './people.ts';
export * from './requests.ts';
