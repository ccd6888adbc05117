// Which criteria can a ranking name?
export { asPath } from './as-path.ts';
export { distance } from './distance.ts';
export { med } from './med.ts';
export { prefixLength } from './prefix-length.ts';
