// Which kinds of events can a scenario hold?
export { capacity } from './capacity.ts';
export { down } from './down.ts';
export { drain } from './drain.ts';
export { routes } from './routes.ts';
