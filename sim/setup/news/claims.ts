// What is declared of the network by all events that last, and by which changes is it reached?
import type { Change } from '@fairlead/core';
import {
  type Announcement,
  applied,
  type ContentChange,
  type NetworkChange,
  type Order,
} from '../../events/event.ts';

/** What a compiler takes as a change; contents need another one. */
type Told = Exclude<NetworkChange, ContentChange>;

/** One thing that is claimed: by what, the first first, and what steering was told of it. */
type Place = { readonly holdings: Told[]; told: string };

/** All that was claimed so far, by what it is of. */
export type Standing = Map<string, Place>;

export const noClaims = (): Standing => new Map();

function placeKey(claim: Told): string {
  if (claim.of === 'state') return `state\n${claim.appliance}`;
  if (claim.of === 'capacity') return `${claim.table}\n${claim.id}`;
  return `route\n${claim.key}`;
}

const isTold = (one: NetworkChange): one is Told => one.of !== 'content';

/** Lets an order claim, after all others; whether anybody hears of it is another question. */
export function claim(claims: Standing, { claims: all }: Pick<Order, 'claims'>): void {
  for (const one of all.filter(isTold)) {
    const key = placeKey(one);
    const { holdings, told } = claims.get(key) ?? {
      holdings: [],
      told: JSON.stringify(changeOf(one, [])),
    };
    claims.set(key, { holdings: [...holdings.filter((other) => other !== one), one], told });
  }
}

/** What orders change, in their order, and what steering has been told of each place then. */
export type Steps = {
  readonly each: readonly { readonly order: Order; readonly changes: readonly Change[] }[];
  readonly told: ReadonlyMap<string, string>;
  /** Standing that are heard then. */
  readonly heard: ReadonlySet<NetworkChange>;
};

/**
 * What orders change one after the other where those of `heard` are. Of several
 * claims on one thing those of capacity are applied in order of their begins, and a route that any
 * withdraws is not heard; a drain lasts as long as any.
 */
export function stepsOf(
  claims: Standing,
  heard: ReadonlySet<NetworkChange>,
  orders: readonly Order[],
): Steps {
  const told = new Map<string, string>();
  const now = new Set(heard);
  const each = orders.map((order) => {
    for (const one of order.claims) order.isEnd ? now.delete(one) : now.add(one);
    const changes = order.claims.filter(isTold).flatMap((one) => {
      const key = placeKey(one);
      const { holdings = [], told: before } = claims.get(key) ?? {};
      const change = changeOf(
        one,
        holdings.filter((other) => now.has(other)),
      );
      const text = JSON.stringify(change);
      if (text === (told.get(key) ?? before)) return [];
      told.set(key, text);
      return [change];
    });
    return { order, changes };
  });
  return { each, told, heard: now };
}

/** Notes what steering has been told. */
export function noteTold(claims: Standing, { told }: Steps): void {
  for (const [key, text] of told) {
    const place = claims.get(key);
    if (place !== undefined) place.told = text;
  }
}

/** All claims that are `heard`, as changes of the world as it was declared. */
export function allClaimed(claims: Standing, heard: ReadonlySet<NetworkChange>): Change[] {
  return [...claims.values()].flatMap(({ holdings }) => {
    const mine = holdings.filter((one) => heard.has(one));
    return mine.length > 0 ? [changeOf(mine[0], mine)] : [];
  });
}

/** What is to be told so that the thing that `one` is of is as `holdings` want it. */
function changeOf(one: Told, holdings: readonly Told[]): Change {
  if (one.of === 'state') {
    const state = holdings.length > 0 ? 'draining' : 'up';
    return { kind: 'appliance', appliance: one.appliance, state };
  }
  if (one.of === 'capacity') {
    let capacityBps = one.ownBps;
    for (const its of holdings)
      if (its.of === 'capacity') capacityBps = applied(its.amount, capacityBps);
    return one.table === 'link'
      ? { kind: 'link', link: one.id, capacityBps }
      : { kind: 'appliance', appliance: one.id, capacityBps };
  }
  return routeChange(one, holdings);
}

function routeChange(one: Told & { of: 'route' }, holdings: readonly Told[]): Change {
  let heard: Announcement | undefined = one.own;
  let times = 0;
  let isWithdrawn = false;
  for (const its of holdings) {
    if (its.of !== 'route') continue;
    if (its.becomes === 'withdrawn') isWithdrawn = true;
    else if ('times' in its.becomes) times += its.becomes.times;
    else heard = its.becomes;
  }
  if (heard === undefined || isWithdrawn) {
    const [cluster = '', prefix = '', link = ''] = one.key.split('\n');
    return { kind: 'withdraw', cluster, prefix, link };
  }
  return { ...heard, asPathLength: Math.min(pathMax, heard.asPathLength + times) };
}

/** Longer paths are no paths. */
const pathMax = 1023;
