// Which reasons are there to pass an appliance over? Content (C) comes before all of them.
export { capability } from './capability.ts';
export { drain } from './drain.ts';
export { family } from './family.ts';
export { health } from './health.ts';
export { link } from './link.ts';
export { load } from './load.ts';
export { territory } from './territory.ts';
