// Who starts more or less for a while: members of a place, or those who want a title?
import type { World } from '@fairlead/core';
import { type EventKind, type EventOption, numberOf, type Target } from '../event.ts';

const by: EventOption = {
  name: 'by',
  form: 'factor',
  says: 'How many times as many sessions start: x2, +30 %, 50 %',
  isNeeded: true,
};

const nothing = { appliances: [], links: [] };
const lasting = { isRelease: false, isHeld: true } as const;

/** The metros of a target that is a network; any other stays. */
function membersOf({ metros }: World, target: Target): readonly Target[] {
  if (target.table !== 'network') return [target];
  return metros.id
    .filter((_, row) => metros.asn[row] === Number(target.id))
    .map((id) => ({ table: 'metro', id }));
}

export const demand: EventKind = {
  name: 'demand',
  place: 80,
  verbs: [
    {
      name: 'scale',
      says: ['is wanted otherwise', 'is wanted as before'],
      tables: ['metro', 'network', 'title'],
      isByMinute: true,
      keys: [by],
      effects: ({ world }, targets, event) => ({
        wants: targets
          .flatMap((target) => membersOf(world, target))
          .map((target) => ({
            ...target,
            ...lasting,
            ...{ factor: numberOf(event, 'by', 1), riseMs: 0 },
          })),
        touches: nothing,
      }),
    },
    {
      name: 'flash',
      says: ['is suddenly wanted by many', 'is wanted as before'],
      tables: ['title'],
      isByMinute: true,
      keys: [
        by,
        { name: 'rise', form: 'duration', says: 'How long until it is so; at once unless told' },
      ],
      effects: (_ground, targets, event) => ({
        wants: targets.map((target) => ({
          ...target,
          ...lasting,
          ...{ factor: numberOf(event, 'by', 1), riseMs: numberOf(event, 'rise', 0) },
        })),
        touches: nothing,
      }),
    },
  ],
};
