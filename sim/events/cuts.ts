// Which routes go with links that are cut, while their sites go on over others?
import { findRow, type Snapshot, type World } from '@fairlead/core';
import type { Cut, EventGround, Order } from './event.ts';

/** Links that events stop, or let go again, as reports have it: rows, and those that are cut. */
export type Loss = {
  readonly event: number;
  readonly dueMs: number;
  readonly isEnd: boolean;
  readonly links: readonly number[];
  readonly cuts: readonly Cut[];
};

/**
 * What is told of the routes of cut links. They are withdrawn while their site has a link left that
 * any route is heard over; where none is left the site is lost, and keeps what it was heard with.
 * O(losses × cuts × links of a site).
 */
export function cutOrders({ world, snapshot }: EventGround, losses: readonly Loss[]): Order[] {
  if (!losses.some(({ cuts }) => cuts.length > 0)) return [];
  const routed = routedLinks(world, snapshot);
  const stopped = new Uint32Array(snapshot.linkCount);
  const hasOther = ({ row }: Cut): boolean =>
    routed.some((other) => isBeside(snapshot, row, other) && stopped[other] === 0);
  const lasting = new Set<number>();
  const known = new Map(losses.map(({ event, cuts }) => [event, cuts]));
  const withdrawn = new Set<Cut>();
  const orders: Order[] = [];
  for (const dueMs of new Set(losses.map((loss) => loss.dueMs).sort((a, b) => a - b))) {
    for (const { event, isEnd, links } of losses.filter((loss) => loss.dueMs === dueMs)) {
      for (const link of links) stopped[link] += isEnd ? -1 : 1;
      if (isEnd) lasting.delete(event);
      else lasting.add(event);
    }
    for (const [event, cuts] of known) {
      const isGone = (cut: Cut): boolean => lasting.has(event) && hasOther(cut);
      const turned = cuts.filter((cut) => isGone(cut) !== withdrawn.has(cut));
      for (const isEnd of [true, false]) {
        const mine = turned.filter((cut) => isGone(cut) !== isEnd);
        for (const cut of mine) isEnd ? withdrawn.delete(cut) : withdrawn.add(cut);
        const claims = mine.flatMap((cut) => cut.claims);
        if (claims.length > 0) orders.push({ event, dueMs, isEnd, claims });
      }
    }
  }
  return orders;
}

/** Whether two links are of one site. */
function isBeside({ linkSite }: Snapshot, row: number, other: number): boolean {
  return row !== other && linkSite[row] === linkSite[other];
}

/** Links that the world has routes over, as rows of the snapshot. */
function routedLinks({ routes, links }: World, snapshot: Snapshot): number[] {
  return [...new Set(routes.link)].map((row) => findRow(snapshot, 'link', links.id[row]));
}
