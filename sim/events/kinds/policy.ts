// What do steering instances do otherwise for a while, all of them or some?
import { type EventKind, numberOf, type PolicyChange } from '../event.ts';

export const policy: EventKind = {
  name: 'policy',
  place: 60,
  verbs: [
    {
      name: 'policy',
      says: ['steering follows another policy', 'steering follows its policy again'],
      tables: [],
      form: 'policy',
      keys: [
        {
          name: 'instances',
          form: 'share',
          says: 'Which share of the instances follows it, as in a roll-out; all unless told',
        },
      ],
      effects: (_ground, _targets, event) => ({
        policy: {
          change: event.keys?.policy as PolicyChange,
          share: numberOf(event, 'instances', 1),
        },
        touches: { appliances: [], links: [] },
      }),
    },
  ],
};
