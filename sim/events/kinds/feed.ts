// What is wrong with reports on their way: late, lost, doubled, out of order, or not true?
import { expectedOneOf } from '@fairlead/core';
import type { EventKind, FeedFault, FeedName } from '../event.ts';
import { rowsOf } from '../rows.ts';
import { scopeOf } from '../targets.ts';

/** What can be wrong with either, and with one of them. */
const both = ['late', 'lost', 'doubled', 'reordered', 'frozen'] as const;
const faultsOf: { readonly [feed in FeedName]: readonly FeedFault['how'][] } = {
  health: [...both, 'fit', 'unfit'],
  load: [...both, 'scaled'],
};

export const feed: EventKind = {
  name: 'feed',
  place: 90,
  verbs: [
    {
      name: 'feed',
      says: ['reports are not as they should be', 'reports are as they should be'],
      tables: [],
      form: 'feed',
      keys: [
        {
          name: 'is',
          form: 'fault',
          says: 'Late; lost, doubled or reordered, all or a share; frozen; x10, fit or unfit',
          isNeeded: true,
        },
        {
          name: 'in',
          form: 'ids',
          says: 'Only reports of these: sites, clusters, appliances, links; all unless told',
        },
        {
          name: 'observers',
          form: 'count',
          says: 'Only reports of health by so many observers, the first; by all unless told',
        },
      ],
      wrong({ feed: of, is, observers }) {
        const known = faultsOf[of as FeedName];
        const { how } = is as FeedFault;
        if (!known.includes(how)) {
          const words = known.map((word) => (word === 'scaled' ? 'x10' : word));
          return { key: 'is', text: `reports of ${of}: ${expectedOneOf(words, how)}` };
        }
        if (of === 'load' && observers !== undefined)
          return { key: 'observers', text: 'loads are reported by no observer' };
        return undefined;
      },
      effects({ world, snapshot }, _targets, event) {
        const { keys = {} } = event;
        const { targets } = scopeOf(world, event);
        const of = rowsOf(snapshot, targets);
        const name = keys.feed as FeedName;
        return {
          trouble: {
            ...{ feed: name, fault: keys.is as FeedFault, of },
            observers: Number(keys.observers ?? Infinity),
          },
          touches: name === 'load' ? of : { appliances: of.appliances, links: [] },
        };
      },
    },
  ],
};
