// Which titles does a manifest get, and which does it lose, without a fill being played?
import { readIds } from '@fairlead/core';
import { type EventKind, numberOf, type ScenarioEvent } from '../event.ts';

const titlesOf = ({ keys }: ScenarioEvent, name: 'add' | 'remove'): readonly string[] =>
  (keys?.[name] ?? []) as readonly string[];

export const manifest: EventKind = {
  name: 'manifest',
  place: 50,
  verbs: [
    {
      name: 'manifest',
      says: ['holds other titles', 'holds its own titles again'],
      tables: ['manifest'],
      keys: [
        { name: 'add', form: 'ids', says: 'Titles whose files it holds from then on' },
        { name: 'remove', form: 'ids', says: 'Titles whose files it holds no more' },
        { name: 'copies', form: 'count', says: 'How often each file that is added; 1 unless told' },
      ],
      effects({ world, snapshot }, targets, event) {
        const rows = new Set(targets.map(({ id }) => world.manifestId.indexOf(id)));
        const clusters = new Set(
          world.clusters.id.filter((_, row) => rows.has(world.clusters.manifest[row])),
        );
        const ids = readIds(snapshot, 'cluster');
        const appliances = Array.from(snapshot.applianceCluster, (cluster, row) => ({
          row,
          isMeant: clusters.has(ids[cluster]),
        })).flatMap(({ row, isMeant }) => (isMeant ? [row] : []));
        return {
          claims: targets.map(({ id }) => ({
            ...{ of: 'content', manifest: id, copies: Math.max(1, numberOf(event, 'copies', 1)) },
            ...{ add: titlesOf(event, 'add'), remove: titlesOf(event, 'remove') },
          })),
          touches: { appliances, links: [] },
        };
      },
    },
  ],
};
