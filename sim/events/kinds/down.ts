// What stops working: a site, an appliance, a link?
import { findRow } from '@fairlead/core';
import type { Doing, EventGround, EventKind, Target, Verb } from '../event.ts';
import { heardAt, withdrawn } from '../routes.ts';
import { rowsOf } from '../rows.ts';

/**
 * A lost site or appliance keeps its routes: it is passed over, and the loss stays visible as a
 * miss. A cut link takes its routes along while its site has another one left, so that its clusters
 * use that; the word of it comes with the reports.
 */
function effects(ground: EventGround, targets: readonly Target[]): Doing {
  const stops = rowsOf(ground.snapshot, targets);
  const cuts = targets
    .filter(({ table }) => table === 'link')
    .map((target) => ({
      row: findRow(ground.snapshot, 'link', target.id),
      claims: heardAt(ground, [target]).map(withdrawn),
    }));
  return { stops, cuts, touches: stops };
}

const lost: Pick<Verb, 'keys' | 'effects'> = { keys: [], effects };

export const down: EventKind = {
  name: 'down',
  place: 10,
  verbs: [
    { ...lost, name: 'appliance-down', says: ['dies', 'is back'], tables: ['appliance'] },
    { ...lost, name: 'site-down', says: ['is lost', 'is back'], tables: ['site'] },
    { ...lost, name: 'link-down', says: ['is cut', 'is back'], tables: ['link'] },
    {
      ...lost,
      name: 'down',
      says: ['is down', 'is back'],
      tables: ['site', 'appliance', 'link'],
    },
  ],
};
