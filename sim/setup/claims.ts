// What is declared of the network by all events that last, and by which changes is it reached?
import type { Change } from '@fairlead/core';
import {
  type Announcement,
  applied,
  type ContentChange,
  type NetworkChange,
} from '../events/event.ts';

/** What a compiler takes as a change; contents need another one. */
type Told = Exclude<NetworkChange, ContentChange>;

type Holding = { readonly event: number; readonly claim: Told };

/** One thing that is claimed: who claims it, the first first, and what was told of it last. */
type Place = { readonly holdings: Holding[]; told: string };

/** All that is claimed now, by what it is of. */
type Claims = { readonly places: Map<string, Place> };

export const noClaims = (): Claims => ({ places: new Map() });

function placeKey(claim: Told): string {
  if (claim.of === 'state') return `state\n${claim.appliance}`;
  if (claim.of === 'capacity') return `${claim.table}\n${claim.id}`;
  return `route\n${claim.key}`;
}

/**
 * Lets an event claim (`isEnd` false), or claim no more; returns the changes that this makes. Of
 * several claims on one thing those of capacity are applied in order of their begins, and a route
 * that any withdraws is not heard; a drain lasts as long as any.
 */
export function claim(
  { places }: Claims,
  { event, claims, isEnd }: { event: number; claims: readonly NetworkChange[]; isEnd: boolean },
): Change[] {
  const changes: Change[] = [];
  for (const one of claims) {
    if (one.of === 'content') continue;
    const key = placeKey(one);
    const place = places.get(key) ?? { holdings: [], told: JSON.stringify(changeOf(one, [])) };
    places.set(key, place);
    const at = place.holdings.findIndex((held) => held.event === event);
    if (!isEnd) place.holdings.push({ event, claim: one });
    else if (at >= 0) place.holdings.splice(at, 1);
    const change = changeOf(one, place.holdings);
    const text = JSON.stringify(change);
    if (text !== place.told) changes.push(change);
    place.told = text;
  }
  return changes;
}

/** All that is claimed now, as changes of the world as it was declared. */
export function allClaimed({ places }: Claims): Change[] {
  return [...places.values()].flatMap(({ holdings }) =>
    holdings.length > 0 ? [changeOf(holdings[0].claim, holdings)] : [],
  );
}

/** What is to be told so that the thing that `one` is of is as `holdings` want it. */
function changeOf(one: Told, holdings: readonly Holding[]): Change {
  if (one.of === 'state') {
    const state = holdings.length > 0 ? 'draining' : 'up';
    return { kind: 'appliance', appliance: one.appliance, state };
  }
  if (one.of === 'capacity') {
    let capacityBps = one.ownBps;
    for (const { claim: its } of holdings)
      if (its.of === 'capacity') capacityBps = applied(its.amount, capacityBps);
    return one.table === 'link'
      ? { kind: 'link', link: one.id, capacityBps }
      : { kind: 'appliance', appliance: one.id, capacityBps };
  }
  return routeChange(one, holdings);
}

function routeChange(one: Told & { of: 'route' }, holdings: readonly Holding[]): Change {
  let heard: Announcement | undefined = one.own;
  let times = 0;
  let isWithdrawn = false;
  for (const { claim: its } of holdings) {
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
