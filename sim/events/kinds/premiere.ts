// Which title comes out, at an instant?
import { type EventKind, numberOf } from '../event.ts';

export const premiere: EventKind = {
  name: 'premiere',
  place: 70,
  verbs: [
    {
      name: 'release',
      says: ['comes out', 'is taken down'],
      tables: ['title'],
      isByMinute: true,
      keys: [
        {
          name: 'weight',
          form: 'factor',
          says: 'Times the weight that titles.csv says; x1 unless told',
        },
        {
          name: 'held',
          form: 'flag',
          says: 'False: no manifest has it when the run begins; as the world says unless told',
        },
      ],
      effects: (_ground, targets, event) => ({
        wants: targets.map((target) => ({
          ...target,
          ...{ factor: numberOf(event, 'weight', 1), riseMs: 0, isRelease: true },
          isHeld: event.keys?.held !== false,
        })),
        touches: { appliances: [], links: [] },
      }),
    },
  ],
};
