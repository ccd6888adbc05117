// Which KPIs does a run have? Families of them, one file each.
export { later } from './later.ts';
export { misses } from './misses.ts';
export { nearness } from './nearness.ts';
export { peaks } from './peaks.ts';
export { quality } from './quality.ts';
export { traffic } from './traffic.ts';
