// What stops working: a site, an appliance, a link?
import { findRow, type Snapshot } from '@fairlead/core';
import type { Doing, EventGround, EventKind, Target, Verb } from '../event.ts';
import { routesOf, withdrawn } from '../routes.ts';
import { rowsOf } from '../rows.ts';

/** Whether the site of a link has another one. */
function hasOther({ linkSite }: Snapshot, link: number): boolean {
  return linkSite.some((its, row) => its === linkSite[link] && row !== link);
}

/**
 * A lost site or appliance keeps its routes: it is passed over, and the loss stays visible as a
 * miss. A cut link takes its routes along where its site has another one, so that its clusters use
 * that; the word of it comes with the reports.
 */
function effects({ world, snapshot }: EventGround, targets: readonly Target[]): Doing {
  const stops = rowsOf(snapshot, targets);
  const claims = targets.flatMap(({ table, id }) =>
    table === 'link' && hasOther(snapshot, findRow(snapshot, 'link', id))
      ? routesOf(world, [{ table, id }]).map(withdrawn)
      : [],
  );
  return { stops, touches: stops, claims, word: 'report' };
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
