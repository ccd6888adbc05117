// What takes no new sessions for a while, and lets those that it has run out?
import { applianceStates, readIds } from '@fairlead/core';
import { type EventKind, numberOf } from '../event.ts';
import { rowsOf } from '../rows.ts';

const up = applianceStates.indexOf('up');

export const drain: EventKind = {
  name: 'drain',
  place: 20,
  verbs: [
    {
      name: 'drain',
      says: ['is drained', 'takes sessions again'],
      tables: ['site', 'cluster', 'appliance'],
      keys: [
        {
          name: 'force',
          form: 'duration',
          says: 'So long after it serves the sessions that are left move; unless told they run out',
        },
      ],
      effects({ snapshot }, targets, event) {
        const isUp = (row: number): boolean => snapshot.applianceState[row] === up;
        const appliances = rowsOf(snapshot, targets).appliances.filter(isUp);
        const ids = readIds(snapshot, 'appliance');
        const afterMs = numberOf(event, 'force', Infinity);
        return {
          claims: appliances.map((row) => ({ of: 'state', appliance: ids[row] })),
          touches: { appliances, links: [] },
          ...(afterMs < Infinity && { moves: { appliances, afterMs } }),
        };
      },
    },
  ],
};
