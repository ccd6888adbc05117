// What does the lint look for?
export { embeddedBeaten } from './embedded-beaten.ts';
export { filtered } from './filtered.ts';
export { leakOrigin } from './leak-origin.ts';
export { leakPath } from './leak-path.ts';
export { leakSudden } from './leak-sudden.ts';
export { membersDiffer } from './members-differ.ts';
export { noAlternate } from './no-alternate.ts';
export { unregistered } from './unregistered.ts';
