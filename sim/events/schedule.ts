// What begins and ends, and when?
import { assert } from '@fairlead/core';
import { cutOrders, type Loss } from './cuts.ts';
import type {
  DemandChange,
  Doing,
  EventCapacity,
  EventGround,
  EventKind,
  FeedTrouble,
  Order,
  Rows,
  ScenarioEvent,
  Verb,
} from './event.ts';
import * as registry from './kinds/registry.ts';
import { findTargets } from './targets.ts';

export const eventKinds: readonly EventKind[] = Object.values(registry).sort(
  (a, b) => a.place - b.place,
);

/** All words that an event of a scenario may begin with. */
export const verbs: readonly Verb[] = eventKinds.flatMap((kind) => kind.verbs);

export function verbOf(name: string): Verb | undefined {
  return verbs[verbs.findIndex((verb) => verb.name === name)];
}

/** The targets of an event in words: `site ams001-ix, site lon001-ix`. */
function targetText({ kind, target }: Pick<ScenarioEvent, 'kind' | 'target'>): string {
  const tables = verbOf(kind)?.tables ?? [];
  const [only] = tables;
  const said = (text: string): string => (tables.length === 1 ? `${only} ${text}` : text);
  return (typeof target === 'string' ? [target] : target).map(said).join(', ');
}

/** An event in words, its begin or its end: `site ams001-ix is lost`. */
export function eventText(event: Pick<ScenarioEvent, 'kind' | 'target'>, isEnd: boolean): string {
  const says = verbOf(event.kind)?.says ?? [`${event.kind} begins`, `${event.kind} ends`];
  const said = says[isEnd ? 1 : 0];
  const isSeveral = typeof event.target !== 'string' && event.target.length > 1;
  const text = isSeveral ? ofSeveral(said) : said;
  return [targetText(event), text].filter((part) => part !== '').join(' ');
}

/** What is said of one thing, of several: `is lost`, `are lost`. */
function ofSeveral(said: string): string {
  const [verb, ...rest] = said.split(' ');
  const verbs = new Map([
    ['is', 'are'],
    ['has', 'have'],
  ]);
  return [verbs.get(verb) ?? verb.replace(/s$/, ''), ...rest].join(' ');
}

/**
 * One moment at which truth changes, ms from the start: what stops (or is back: `isEnd`), and whose
 * sessions are moved. `touches` is what an event touches, at its begin.
 */
export type EventChange = Rows & {
  readonly event: number;
  readonly atMs: number;
  readonly isEnd: boolean;
  readonly moved: readonly number[];
  readonly policy?: Doing['policy'];
  readonly fails?: Doing['fails'];
  readonly touches?: Rows;
};

/** Appliances where an event lets that share of the starts fail. */
export type Failing = {
  readonly event: number;
  readonly share: number;
  readonly appliances: ReadonlySet<number>;
};

/** How many of the instances follow a policy: the first. */
export function followersOf(share: number, instances: number): number {
  return Math.ceil(share * instances);
}

/** When appliances and links get another capacity, or theirs again. */
export type CapacityChange = {
  readonly event: number;
  readonly atMs: number;
  readonly isEnd: boolean;
  readonly rooms: readonly EventCapacity[];
};

export type Schedule = {
  readonly moments: readonly EventChange[];
  readonly orders: readonly Order[];
  readonly rooms: readonly CapacityChange[];
  readonly wants: readonly DemandEvent[];
  readonly feeds: readonly FeedEvent[];
  readonly forces: readonly Force[];
};

/** Whose sessions are moved how long after what an event tells serves, unless it is over then. */
export type Force = {
  readonly event: number;
  readonly appliances: readonly number[];
  readonly afterMs: number;
  readonly untilMs: number;
};

/** What is wrong with a feed from when until when, ms from the start. */
export type FeedEvent = FeedTrouble & {
  readonly event: number;
  readonly fromMs: number;
  readonly untilMs: number;
};

/** Who wants what otherwise from when until when, ms since 1970. */
export type DemandEvent = {
  readonly event: number;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly changes: readonly DemandChange[];
};

/** When a run begins, and how old its reports are when they are seen. */
export type Clockwork = {
  readonly startMs: number;
  readonly epochMs: number;
  readonly delayEpochs: number;
};

/** When what happens at `atMs` is seen in a report: of the next boundary, at the age of reports. */
function seenMs({ epochMs, delayEpochs }: Clockwork, atMs: number): number {
  return (Math.floor(atMs / epochMs) + 1 + delayEpochs) * epochMs;
}

/**
 * All begins and ends of the events in order of time, relative to the start; what is before it
 * counts from the start. Every target must be in the world.
 */
export function scheduleEvents(
  ground: EventGround,
  events: readonly ScenarioEvent[],
  clockwork: Clockwork,
): Schedule {
  const moments: EventChange[] = [];
  const orders: Order[] = [];
  const rooms: CapacityChange[] = [];
  const wants: DemandEvent[] = [];
  const feeds: FeedEvent[] = [];
  const forces: Force[] = [];
  const losses: Loss[] = [];
  for (const [row, effects] of doingsOf(ground, events).entries()) {
    const event = events[row];
    const [from, until] = spanOf(event, clockwork);
    for (const [atMs, isEnd] of [[from, false] as const, [until, true] as const]) {
      if (atMs === Infinity) continue;
      moments.push({ ...momentOf(effects, isEnd), event: row, atMs, isEnd });
      if (effects.rooms !== undefined)
        rooms.push({ event: row, atMs, isEnd, rooms: effects.rooms });
      orders.push(...ordersOf(effects, { event: row, atMs, isEnd }, clockwork));
      losses.push(...lossOf(effects, { event: row, atMs, isEnd }, clockwork));
    }
    const { moves, wants: changes = [], trouble } = effects;
    if (trouble !== undefined) feeds.push({ ...trouble, event: row, fromMs: from, untilMs: until });
    if (changes.length > 0)
      wants.push({ event: row, fromMs: event.atMs, untilMs: event.untilMs ?? Infinity, changes });
    if (moves !== undefined) forces.push({ ...moves, event: row, untilMs: until });
  }
  // The sorts are stable: at one moment, what the scenario names first happens first.
  return {
    moments: moments.sort((a, b) => a.atMs - b.atMs),
    orders: [...orders, ...cutOrders(ground, losses)].sort((a, b) => a.dueMs - b.dueMs),
    rooms: rooms.sort((a, b) => a.atMs - b.atMs),
    wants,
    feeds,
    forces,
  };
}

/** From when until when an event lasts, ms from the start. */
function spanOf({ atMs, untilMs = Infinity }: ScenarioEvent, { startMs }: Clockwork) {
  const from = Math.max(0, atMs - startMs);
  return [from, Math.max(from, untilMs - startMs)] as const;
}

/** What is told of an event at its begin or its end, and when. */
function ordersOf(
  { claims = [], word }: Doing,
  { event, atMs, isEnd }: Pick<EventChange, 'event' | 'atMs' | 'isEnd'>,
  clockwork: Clockwork,
): Order[] {
  if (claims.length === 0) return [];
  return [{ event, dueMs: word === 'report' ? seenMs(clockwork, atMs) : atMs, isEnd, claims }];
}

/** When reports tell of the links that an event stops, or lets go again. */
function lossOf(
  { stops, cuts = [] }: Doing,
  { event, atMs, isEnd }: Pick<EventChange, 'event' | 'atMs' | 'isEnd'>,
  clockwork: Clockwork,
): Loss[] {
  if (stops === undefined) return [];
  return [{ event, dueMs: seenMs(clockwork, atMs), isEnd, links: stops.links, cuts }];
}

/** What all events do: those that change routes know of those that others announce. */
function doingsOf(ground: EventGround, events: readonly ScenarioEvent[]): readonly Doing[] {
  const doings = events.map((event) => effectsOf(ground, event));
  const announced = doings.flatMap(({ claims = [] }) =>
    claims.flatMap((claim) =>
      claim.of === 'route' && typeof claim.becomes === 'object' && 'kind' in claim.becomes
        ? [claim.becomes]
        : [],
    ),
  );
  if (announced.length === 0) return doings;
  return events.map((event) => effectsOf({ ...ground, announced }, event));
}

function effectsOf(ground: EventGround, event: ScenarioEvent): Doing {
  const verb = verbOf(event.kind);
  assert(verb !== undefined, `${event.kind} is a verb`);
  const { targets, problems } = findTargets(ground.world, verb, event);
  assert(problems.length === 0, problems.join('; '));
  return verb.effects(ground, targets, event);
}

function momentOf({ stops, touches, policy, fails }: Doing, isEnd: boolean) {
  const { appliances = [], links = [] } = stops ?? {};
  const begun = isEnd ? {} : { touches };
  const more = { ...(policy && { policy }), ...(fails && { fails }) };
  return { appliances, links, moved: [], ...begun, ...more };
}
