// Which criteria can a ranking name?
export { asPath } from './as-path.ts';
export { capacity } from './capacity.ts';
export { cost } from './cost.ts';
export { distance } from './distance.ts';
export { med } from './med.ts';
export { prefixLength } from './prefix-length.ts';
export { rtt } from './rtt.ts';
export { transportClass } from './transport-class.ts';
