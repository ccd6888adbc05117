// Which kinds of events can a scenario hold?
export { capacity } from './capacity.ts';
export { demand } from './demand.ts';
export { down } from './down.ts';
export { drain } from './drain.ts';
export { feed } from './feed.ts';
export { manifest } from './manifest.ts';
export { policy } from './policy.ts';
export { premiere } from './premiere.ts';
export { routes } from './routes.ts';
