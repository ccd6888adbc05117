// Which rules does the house have? One line each.
export { bannedCalls } from './banned-calls.ts';
export { circles } from './circles.ts';
export { clocks } from './clocks.ts';
export { deadFiles } from './dead-files.ts';
export { direction } from './direction.ts';
export { documents } from './documents.ts';
export { firstLines } from './first-lines.ts';
export { hotFunctions } from './hot.ts';
export { leaks } from './leaks.ts';
export { leftovers } from './leftovers.ts';
export { links } from './links.ts';
export { names } from './names.ts';
export { outside } from './outside.ts';
export { registries } from './registries.ts';
export { sizes } from './sizes.ts';
export { state } from './state.ts';
export { unitSuffixes } from './units.ts';
