// What may a scenario say of its members and their players?
import { map, number } from './kinds.ts';

export const demand = map({
  'starts-per-member-day': number('a number, 0 to 100', 0, 100)
    .meta({ description: 'Sessions that a member starts on a mean day' })
    .optional(),
  'member-share': number('a share, 0.0001 to 1', 1e-4, 1)
    .meta({ description: 'Share of the members that are simulated, and stand for all' })
    .optional(),
}).meta({ description: 'Sessions that members start' });
