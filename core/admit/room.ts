// Has what draws requests room for them, as the fleet that serves has for its own?
import { noRow } from '../base/ids.ts';
import type { Join, Joins } from '../diff/diff-fleet.ts';
import type { Snapshot } from '../snapshot/layout.ts';

/** Joined rows of an appliance and a link; `noRow`: none that counts. */
export type Place = { readonly box: number; readonly link: number };

/** One request: who asks, what answered it as served, and what draws it, where something does. */
export type RoomRequest = {
  readonly clients: string;
  readonly weight: number;
  readonly from: Place;
  readonly to: Place;
};

/**
 * What draws requests is a plan where it has a tenth of the capacity that the rest of the fleet has
 * for each request, or more. Honest boxes and links differ by less: they are filled to a part of
 * what they can. One of a bit per second, which draws all that hear it, is none.
 */
const roomPart = 0.1;

/** The appliances, or the links, for one kind of clients. */
type Table = {
  /** Of the rows that answer as served: which, and their capacity together. */
  readonly isServing: Uint8Array;
  bps: number;
  /** Weight of all requests, and of those that a row draws. */
  weight: number;
  readonly drawn: Float64Array;
};

/** Counts requests that are drawn, and says whether what draws them has room. */
export type Room = {
  readonly count: (request: RoomRequest) => void;
  /** After all were counted. Total; what no capacity was counted for has room. */
  readonly isRoom: (request: RoomRequest) => boolean;
};

export function createRoom(a: Snapshot, b: Snapshot, { appliance, link }: Joins): Room {
  const sides = [
    { name: 'box', ...tableOf(appliance, a.capacityBps, b.capacityBps) },
    { name: 'link', ...tableOf(link, a.linkCapacityBps, b.linkCapacityBps) },
  ] as const;
  return {
    count: ({ clients, weight, from, to }) => {
      for (const { name, count } of sides) count(clients, weight, from[name], to[name]);
    },
    isRoom: ({ clients, to }) => sides.every(({ name, isRoom }) => isRoom(clients, to[name])),
  };
}

function newTable(count: number): Table {
  const [isServing, drawn] = [new Uint8Array(count), new Float64Array(count)];
  return { isServing, bps: 0, weight: 0, drawn };
}

function tableOf({ count, rowA, rowB }: Join, before: Float64Array, after: Float64Array) {
  const tables = new Map<string, Table>();
  const of = (clients: string): Table => {
    const table = tables.get(clients) ?? newTable(count);
    tables.set(clients, table);
    return table;
  };
  return {
    count: (clients: string, weight: number, from: number, to: number): void => {
      const table = of(clients);
      table.weight += weight;
      if (to !== noRow) table.drawn[to] += weight;
      if (from === noRow || table.isServing[from] === 1) return;
      table.isServing[from] = 1;
      const bps = before[rowA[from]];
      if (Number.isFinite(bps)) table.bps += bps;
    },
    isRoom: (clients: string, to: number): boolean => {
      if (to === noRow) return true;
      const { bps, weight, drawn } = of(clients);
      return after[rowB[to]] * weight >= roomPart * bps * drawn[to];
    },
  };
}
