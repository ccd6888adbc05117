// How may a world be wrong and still be sound? A list of kinds: a new one is one entry more.
import type { Poisons } from './poison.ts';
import { contentPoisons } from './poisons-content.ts';
import { fleetPoisons } from './poisons-fleet.ts';
import { routePoisons } from './poisons-routes.ts';

/** By name. */
export const poisons: Poisons = { ...contentPoisons, ...fleetPoisons, ...routePoisons };
