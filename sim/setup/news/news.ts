// What has become known of the network and waits to be served? In groups, as it was published.
import type { Change } from '@fairlead/core';
import type { ContentChange, NetworkChange, Order } from '../../events/event.ts';
import {
  allClaimed,
  claim,
  noClaims,
  noteTold,
  type Standing,
  type Steps,
  stepsOf,
} from './claims.ts';

/** Orders that are published together and judged as one. */
export type Group = readonly Order[];

/** What a group makes of what serves. */
export type Draft = {
  readonly group: Group;
  readonly steps: Steps;
  readonly changes: readonly Change[];
  /** What manifests hold becomes another: that needs a compiler of its own. */
  readonly hasContent: boolean;
  readonly changeCount: number;
  /** Events whose changes these are, and those of them that begin by it. */
  readonly events: readonly number[];
  readonly begun: readonly number[];
};

export type News = {
  readonly orders: readonly Order[];
  next: number;
  readonly claims: Standing;
  readonly contents: { readonly event: number; readonly claim: ContentChange }[];
  /** Standing that serve, those that wait to begin or to end, and the orders of these. */
  heard: ReadonlySet<NetworkChange>;
  readonly pending: Set<NetworkChange>;
  waiting: readonly Group[];
  /** By event: how many routes it changed when it began; the most where it did more than once. */
  readonly routeCounts: Float64Array;
  /** By event: from when on what it claims serves, ms from the start. */
  readonly servedMs: Float64Array;
};

/** News of the orders of a run that has so many events, before the first is due. */
export function createNews(orders: readonly Order[], eventCount: number): News {
  return {
    ...{ orders, next: 0, claims: noClaims(), contents: [] },
    ...{ heard: new Set(), pending: new Set(), waiting: [] },
    routeCounts: new Float64Array(eventCount),
    servedMs: new Float64Array(eventCount).fill(Infinity),
  };
}

const isContent = (one: Order['claims'][number]): one is ContentChange => one.of === 'content';
const isOfContent = ({ claims }: Order): boolean => claims.some(isContent);
const isOfRoute = ({ kind }: Change): boolean => kind === 'announce' || kind === 'withdraw';

/**
 * Takes in the orders that are due by `atMs`, as a group of their own: all groups that wait then,
 * none where nothing is new. What waits to begin has nothing to wait for when it is over.
 */
export function takeNews(news: News, atMs: number): readonly Group[] {
  const { orders, next, heard, pending } = news;
  const fresh: Order[] = [];
  news.waiting = [...news.waiting, fresh];
  for (; news.next < orders.length && orders[news.next].dueMs <= atMs; news.next++) {
    const order = orders[news.next];
    const { isEnd } = order;
    const undone = new Set(order.claims.filter((one) => pending.has(one)));
    if (undone.size > 0) forget(news, undone);
    const claims = order.claims.filter((one) => !undone.has(one) && heard.has(one) === isEnd);
    if (claims.length === 0) continue;
    for (const one of claims) pending.add(one);
    if (!isEnd) begin(news, { ...order, claims });
    news.waiting = [
      ...news.waiting.slice(0, -1),
      [...(news.waiting.at(-1) ?? []), { ...order, claims }],
    ];
  }
  news.waiting = news.waiting.filter(({ length }) => length > 0);
  return news.next > next ? news.waiting : [];
}

function begin({ claims, contents }: News, order: Order): void {
  claim(claims, order);
  for (const one of order.claims.filter(isContent))
    contents.push({ event: order.event, claim: one });
}

/** Lets claims wait no more. */
function forget(news: News, gone: ReadonlySet<NetworkChange>): void {
  for (const one of gone) news.pending.delete(one);
  const left = (order: Order): readonly Order[] => {
    const claims = order.claims.filter((one) => !gone.has(one));
    if (claims.length === order.claims.length) return [order];
    return claims.length === 0 ? [] : [{ ...order, claims }];
  };
  news.waiting = news.waiting.map((group) => group.flatMap(left));
}

/** What a group changes of what serves, each order after those before it. */
export function draftOf(news: News, group: Group): Draft {
  const { claims, contents, heard } = news;
  const steps = stepsOf(claims, heard, group);
  countRoutes(news, steps);
  const changes = steps.each.flatMap((step) => step.changes);
  const hasContent = group.some(isOfContent);
  const isAny = ({ order, changes: own }: Steps['each'][number]): boolean =>
    own.length > 0 || isOfContent(order);
  const changing = steps.each.filter(isAny).map(({ order }) => order);
  const served = contents.filter(({ claim: one }) => steps.heard.has(one));
  const contentCount = new Set(served.map(({ event }) => event)).size;
  return {
    ...{ group, steps, changes, hasContent },
    changeCount: changes.length + (hasContent ? Math.max(1, contentCount) : 0),
    events: [...new Set(changing.map(({ event }) => event))].sort((a, b) => a - b),
    begun: changing.filter(({ isEnd }) => !isEnd).map(({ event }) => event),
  };
}

function countRoutes({ routeCounts }: News, { each }: Steps): void {
  for (const { order, changes } of each) {
    const { length } = changes.filter(isOfRoute);
    if (!order.isEnd && length > routeCounts[order.event]) routeCounts[order.event] = length;
  }
}

/** What manifests hold otherwise, and all else that is changed, once a group serves. */
export function changedBy({ claims, contents }: News, { steps }: Draft) {
  const { heard } = steps;
  const mine = contents.map(({ claim: one }) => one).filter((one) => heard.has(one));
  return { contents: mine, claimed: allClaimed(claims, heard) };
}

/** A group serves from `atMs` on. */
export function settle(news: News, { group, steps }: Draft, atMs: number): void {
  noteTold(news.claims, steps);
  news.heard = steps.heard;
  giveUp(news, group);
  for (const { event, isEnd } of group)
    if (!isEnd) news.servedMs[event] = Math.min(news.servedMs[event], atMs);
}

/** Lets the parts of a group wait each for itself. */
export function part(news: News, group: Group, parts: readonly Group[]): void {
  news.waiting = news.waiting.flatMap((one) => (one === group ? parts : [one]));
}

/** Lets a group wait no more. */
export function giveUp(news: News, group: Group): void {
  for (const { claims } of group) for (const one of claims) news.pending.delete(one);
  news.waiting = news.waiting.filter((one) => one !== group);
}
