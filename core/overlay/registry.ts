// Which reasons are there to pass an appliance over? Content (C) comes before all of them.
export { drain } from './drain.ts';
export { health } from './health.ts';
export { link } from './link.ts';
export { load } from './load.ts';
