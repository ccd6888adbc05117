// What may happen while a run goes on: to what, and what does it change?
import type { Change, ShedRule, Snapshot, World } from '@fairlead/core';

/** Tables that a target may be a row of. */
export type EventTable =
  | 'site'
  | 'cluster'
  | 'appliance'
  | 'link'
  | 'title'
  | 'metro'
  | 'network'
  | 'manifest';

/** What a number becomes: it is set, added to, or scaled. */
export type Amount = { readonly how: 'set' | 'add' | 'scale'; readonly value: number };

/** How the value of a key is written in a scenario; durations are ms here, shares 0..1. */
export type OptionKind =
  | 'factor'
  | 'policy'
  | 'amount'
  | 'share'
  | 'duration'
  | 'count'
  | 'flag'
  | 'family'
  | 'text'
  | 'ids'
  | 'feed'
  | 'fault';

export type EventInput =
  | number
  | boolean
  | string
  | readonly string[]
  | Amount
  | PolicyChange
  | FeedFault;

/** Reports of health by observers, and of loads by appliances and links. */
export type FeedName = (typeof feedNames)[number];
export const feedNames = ['health', 'load'] as const;

/**
 * What is wrong with what comes over a feed. A report that is `late` comes so much later,
 * `reordered` behind the next one, `frozen` it says what the last one before said, `scaled` so many
 * times its load; of health it may say `fit` or `unfit` whatever is true.
 */
export type FeedFault =
  | { readonly how: 'late'; readonly ms: number }
  | { readonly how: 'lost' | 'doubled' | 'reordered'; readonly share: number }
  | { readonly how: 'scaled'; readonly factor: number }
  | { readonly how: 'frozen' | 'fit' | 'unfit' };

/** A feed, what is wrong with it, and where: rows, and how many observers, the first. */
export type FeedTrouble = {
  readonly feed: FeedName;
  readonly fault: FeedFault;
  readonly of: Rows;
  readonly observers: number;
};

/** What instances are told to do otherwise; what is absent stays. */
export type PolicyChange = {
  readonly want?: number;
  readonly applianceShed?: ShedRule;
  readonly linkShed?: ShedRule;
  readonly panicShare?: number;
};

/** Who wants what otherwise: members of a metro, or a title. `riseMs` as in `TitleChange`. */
export type DemandChange = Target & {
  readonly factor: number;
  readonly riseMs: number;
  readonly isRelease: boolean;
  /** False: nobody holds its files when the run begins. */
  readonly isHeld: boolean;
};

/** One key beside the target and the instants. */
export type EventOption = {
  readonly name: string;
  readonly form: OptionKind;
  /** What it means, in a line. */
  readonly says: string;
  readonly isNeeded?: true;
};

/** A change of the world while it runs; `untilMs` ends it (never, where it is absent). */
export type ScenarioEvent = {
  /** Name of a verb. */
  readonly kind: string;
  /** An id, with the name of its table before it or without, or several. */
  readonly target: string | readonly string[];
  readonly atMs: number;
  readonly untilMs?: number;
  readonly keys?: { readonly [name: string]: EventInput };
};

/** A target that was found. */
export type Target = { readonly table: EventTable; readonly id: string };

/**
 * The world as it is declared, the rows that it has in every snapshot of the run, and the routes
 * that events announce; without any where it is absent.
 */
export type EventGround = {
  readonly world: World;
  readonly snapshot: Snapshot;
  readonly announced?: readonly Announcement[];
};

/** Rows of appliances and links, as in the snapshot. */
export type Rows = { readonly appliances: readonly number[]; readonly links: readonly number[] };

/** What an appliance or link can really carry from now on. */
export type EventCapacity = {
  readonly table: 'appliance' | 'link';
  readonly row: number;
  readonly amount: Amount;
};

/** A route as a world or an event has it. */
export type Announcement = Extract<Change, { readonly kind: 'announce' }>;

/** A link that is cut, as a row of the snapshot, and that its routes are withdrawn. */
export type Cut = { readonly row: number; readonly claims: readonly NetworkChange[] };

/** What is declared of the network while an event lasts: the world's own, and what it becomes. */
export type NetworkChange =
  /** It takes no new sessions: what is up is draining. */
  | { readonly of: 'state'; readonly appliance: string }
  | {
      readonly of: 'capacity';
      readonly table: 'appliance' | 'link';
      readonly id: string;
      readonly ownBps: number;
      readonly amount: Amount;
    }
  | ContentChange
  | {
      readonly of: 'route';
      /** As the world has it; absent: nobody announces it but events. */
      readonly own?: Announcement;
      readonly key: string;
      readonly becomes: 'withdrawn' | { readonly times: number } | Announcement;
    };

/** What a manifest holds otherwise: files of titles that it gets, so many copies, or loses. */
export type ContentChange = {
  readonly of: 'content';
  readonly manifest: string;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly copies: number;
};

/** What is told of the network, and when who compiles hears of it. */
export type Order = {
  readonly event: number;
  readonly dueMs: number;
  readonly isEnd: boolean;
  readonly claims: readonly NetworkChange[];
};

/** What an event does while it lasts. All that is absent stays as it is. */
export type Doing = {
  /** What stops working, and of it the links whose site may go on over others. */
  readonly stops?: Rows;
  readonly cuts?: readonly Cut[];
  readonly rooms?: readonly EventCapacity[];
  /** What is told to who compiles; `report`: when a report of it is seen, else at once. */
  readonly claims?: readonly NetworkChange[];
  readonly word?: 'order' | 'report';
  /** Sessions on these appliances are moved so long after what is told of it serves. */
  readonly moves?: { readonly appliances: readonly number[]; readonly afterMs: number };
  /** Who wants what otherwise. */
  readonly wants?: readonly DemandChange[];
  /** What that share of the instances does otherwise, the first first. */
  readonly policy?: { readonly change: PolicyChange; readonly share: number };
  /** Where that share of the starts fails, though it answers every probe. */
  readonly fails?: { readonly appliances: readonly number[]; readonly share: number };
  /** What comes over a feed otherwise than it should. */
  readonly trouble?: FeedTrouble;
  /** What it is said to touch: rows whose sessions and bytes are counted. */
  readonly touches: Rows;
};

/** One word of a scenario, and what it does. */
export type Verb = {
  /** The key that holds the target. */
  readonly name: string;
  /** What is said of the target when it begins and when it ends: `is lost`, `is back`. */
  readonly says: readonly [begins: string, ends: string];
  /**
   * Tables that its targets may be rows of, the likeliest first. None: it has no target, and its
   * value is of the form `form`.
   */
  readonly tables: readonly EventTable[];
  readonly form?: OptionKind;
  /** Whether it begins and ends with minutes of UTC alone: who starts is drawn by them. */
  readonly isByMinute?: true;
  readonly keys: readonly EventOption[];
  /** What is wrong with keys that are right each by itself, and with which. */
  readonly wrong?: (
    keys: NonNullable<ScenarioEvent['keys']>,
  ) => { readonly key: string; readonly text: string } | undefined;
  /** What it does. Pure: the same for the same ground, targets and event. */
  readonly effects: (
    ground: EventGround,
    targets: readonly Target[],
    event: ScenarioEvent,
  ) => Doing;
};

/** One kind of event, with the words of a scenario for it. */
export type EventKind = {
  readonly name: string;
  /** Schemas and messages list kinds in ascending order of place. */
  readonly place: number;
  readonly verbs: readonly Verb[];
};

/** The value of a number or an instant of time that a key has, or `otherwise`. */
export function numberOf({ keys }: ScenarioEvent, name: string, otherwise: number): number {
  const value = keys?.[name];
  return typeof value === 'number' ? value : otherwise;
}

/** An amount applied to what was there; capacities are whole and 1 at least. */
export function applied(amount: Amount, before: number): number {
  const { how, value } = amount;
  const after = how === 'set' ? value : how === 'add' ? before + value : before * value;
  return Math.max(1, Math.floor(after));
}
