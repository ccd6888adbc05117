// Which snapshot does steering answer from while its network changes? What the gate lets in.
import {
  type Change,
  type Compiler,
  type CompilerOptions,
  type CompilerVerdict,
  createCompiler,
  createInstance,
  type Effect,
  type Instance,
  type InstancePolicy,
  memberSample,
  type Snapshot,
  step,
  type TrafficSample,
  type World,
} from '@fairlead/core';
import type { ContentChange, Order } from '../events/event.ts';
import { allClaimed, claim, noClaims } from './claims.ts';
import { withContents } from './contents.ts';

/** What became of changes that were published together. */
export type Publication = {
  /** When they were offered, ms from the start, and when steering went over to them. */
  readonly atMs: number;
  readonly servedMs?: number;
  readonly verdict: 'served' | 'overridden' | 'held' | 'refused';
  /** Why it was held or refused. */
  readonly reasons: readonly string[];
  readonly changeCount: number;
  /** Events whose changes these are, and those of them that begin by it. */
  readonly events: readonly number[];
  readonly begun: readonly number[];
};

/**
 * The snapshots of one run. All have the rows of the first; those of vantages, lists and spans
 * differ. A snapshot that was handed out stays as it is until the next one is.
 */
export type SnapshotSource = {
  /** Publishes what has become known by `atMs`: if it is admitted it is handed out, delayed. */
  readonly publish: (atMs: number) => void;
  /** What all instances answer from in the epoch that begins at `atMs`. */
  readonly handOut: (atMs: number) => Snapshot;
  /** All publications so far, and how many routes each event changed when it began. */
  readonly publications: readonly Publication[];
  readonly routeCounts: Float64Array;
};

/** From what the snapshots of a run are made. */
export type SnapshotGround = {
  readonly world: World;
  readonly first: Snapshot;
  readonly options: CompilerOptions;
  readonly orders: readonly Order[];
  /** Events that somebody answers for: what is held of them is applied, and why. */
  readonly reasons: readonly (string | undefined)[];
  /** By what the gate judges; `isAdmitted` false: it lets in whatever comes. */
  readonly policy: InstancePolicy;
  readonly isAdmitted: boolean;
  readonly delayMs: number;
};

/** Changes that wait to be served, and the events that made them. */
type Pending = {
  readonly changes: Change[];
  readonly events: Set<number>;
  readonly begun: Set<number>;
  /** What manifests hold is another than what serves: that needs a compiler of its own. */
  hasContent: boolean;
};

/** A snapshot on its way to the instances, and what lets its buffer be used again after it. */
type Coming = { readonly atMs: number; readonly snapshot: Snapshot; readonly free: () => void };

/** What judges and compiles: there is none while nothing changes. */
type Press = {
  compiler: Compiler;
  /** Of the newest snapshot that was ever offered. */
  sequence: number;
  readonly gate: Instance;
  readonly sample: TrafficSample;
};

/** Buffers of a compiler: committed, proposed, served, and some on their way. */
const snapshotsMax = 8;

/**
 * Snapshots that begin with `first`, which was compiled of the world. The orders that are due are
 * proposed to a compiler as one batch and offered to a steering instance, which admits, holds or
 * refuses them as one in a service would. What is not served waits, and is offered again with the
 * next orders. A run whose network never changes has no compiler.
 */
export function snapshotSource(ground: SnapshotGround): SnapshotSource {
  const { first, delayMs } = ground;
  const publications: Publication[] = [];
  const news = newsOf(ground);
  const { pending } = news;
  const coming: Coming[] = [];
  let press: Press | undefined;
  let served: Coming = { atMs: 0, snapshot: first, free: () => undefined };
  return {
    publications,
    routeCounts: news.routeCounts,
    publish(atMs) {
      if (!news.take(atMs)) return;
      press ??= pressOf(ground);
      const proposed = pending.hasContent
        ? proposeAnew(press, ground, news)
        : propose(press, pending);
      const { snapshot, ...verdict } = offer(press, ground, { ...pending, ...proposed }, atMs);
      const servedMs = snapshot && atMs + delayMs;
      publications.push({
        ...verdict,
        atMs,
        ...news.counted(),
        ...(servedMs !== undefined && { servedMs }),
      });
      if (snapshot === undefined) return;
      const { compiler } = proposed;
      press.compiler = compiler;
      coming.push({ atMs: atMs + delayMs, snapshot, free: () => compiler.release(snapshot) });
      settle(pending);
    },
    handOut(atMs) {
      for (; coming.length > 0 && coming[0].atMs <= atMs; coming.shift()) {
        served.free();
        served = coming[0];
      }
      return served.snapshot;
    },
  };
}

const isOfRoute = ({ kind }: Change): boolean => kind === 'announce' || kind === 'withdraw';

/** Counts the routes that an event changes when it begins; a cut may begin more than once. */
function countRoutes(counts: Float64Array, order: Order, changes: readonly Change[]): void {
  const { length } = changes.filter(isOfRoute);
  if (!order.isEnd && length > counts[order.event]) counts[order.event] = length;
}

/** What has become known and waits to be served. */
function newsOf({ orders, reasons }: Pick<SnapshotGround, 'orders' | 'reasons'>) {
  const claims = noClaims();
  const pending: Pending = {
    changes: [],
    events: new Set(),
    begun: new Set(),
    hasContent: false,
  };
  const contents = new Map<number, readonly ContentChange[]>();
  const routeCounts = new Float64Array(reasons.length);
  let next = 0;
  return {
    pending,
    routeCounts,
    /** Takes in the orders that are due by `atMs`; whether there is something new to offer. */
    take(atMs: number): boolean {
      const before = next;
      for (; next < orders.length && orders[next].dueMs <= atMs; next++) {
        const order = orders[next];
        const changes = claim(claims, order);
        countRoutes(routeCounts, order, changes);
        const content = order.claims.filter((one) => one.of === 'content');
        if (content.length > 0) {
          pending.hasContent = true;
          if (order.isEnd) contents.delete(order.event);
          else contents.set(order.event, content);
        }
        const isAny = changes.length + content.length > 0;
        if (isAny) pending.events.add(order.event);
        if (order.isEnd) pending.begun.delete(order.event);
        else if (isAny) pending.begun.add(order.event);
        pending.changes.push(...changes);
      }
      return next > before && (pending.changes.length > 0 || pending.hasContent);
    },
    contents: () => [...contents.values()].flat(),
    counted: () => countedOf(pending, contents.size),
    claimed: () => allClaimed(claims),
  };
}

/** The pending changes, newer than all that was ever offered. */
function propose({ compiler, sequence }: Press, { changes }: Pending) {
  return { compiler, proposal: compiler.propose(changes, { sequence: sequence + 1 }) };
}

/** What waits, as a publication says it. */
function countedOf({ changes, events, begun, hasContent }: Pending, contents: number) {
  return {
    changeCount: changes.length + (hasContent ? Math.max(1, contents) : 0),
    events: [...events].sort((a, b) => a - b),
    begun: [...begun],
  };
}

/** All that waited serves. */
function settle(pending: Pending): void {
  pending.hasContent = false;
  pending.changes.length = 0;
  pending.events.clear();
  pending.begun.clear();
}

/** A compiler of the world with other manifests, and all that is claimed beside them. */
function proposeAnew(press: Press, { world, options }: SnapshotGround, news: News) {
  const { sequence } = press;
  const now = withContents(world, news.contents());
  const compiler = createCompiler(now, { ...options, snapshotsMax, sequence: sequence + 1 });
  return { compiler, proposal: compiler.propose(news.claimed()) };
}

type News = ReturnType<typeof newsOf>;

function pressOf({ world, first, options, policy }: SnapshotGround): Press {
  return {
    compiler: createCompiler(world, { ...options, snapshotsMax }),
    sequence: first.sequence,
    gate: createInstance(first, policy),
    sample: memberSample(world),
  };
}

/** What is proposed of pending changes, and by whom. */
type Offered = Pending & { readonly compiler: Compiler; readonly proposal: CompilerVerdict };

/** What the gate says of the pending changes; a snapshot that serves is retained. */
function offer(
  press: Press,
  { reasons: because, isAdmitted }: SnapshotGround,
  { events, compiler, proposal }: Offered,
  atMs: number,
): Pick<Publication, 'verdict' | 'reasons'> & { readonly snapshot?: Snapshot } {
  const { gate, sample } = press;
  if (proposal.verdict === 'refused')
    return { verdict: 'refused', reasons: [proposal.text, ...(proposal.problems ?? []).map(said)] };
  const { snapshot } = proposal;
  press.sequence = snapshot.sequence;
  const { epoch, sequence } = gate.snapshot;
  const judged = {
    admission: { verdict: 'apply', reasons: [] },
    against: { epoch, sequence },
  } as const;
  const how = isAdmitted ? { sample } : { judged };
  const effects = [...step(gate, { kind: 'snapshot', atMs, snapshot, ...how })];
  const reasons = effects.flatMap(reasonsOf);
  const why = [...events].flatMap((event) => because[event] ?? []).join('; ');
  if (effects.some(({ kind }) => kind === 'held') && why !== '')
    effects.push(...step(gate, { kind: 'override', atMs, because: why }));
  const isServed = effects.some(({ kind }) => kind === 'served');
  if (!isServed) {
    compiler.abort(snapshot);
    const isHeld = effects.some(({ kind }) => kind === 'held');
    return { verdict: isHeld ? 'held' : 'refused', reasons };
  }
  compiler.retain(snapshot);
  compiler.commit(snapshot);
  return { verdict: reasons.length > 0 ? 'overridden' : 'served', reasons, snapshot };
}

const said = ({ text }: { readonly text: string }): string => text;

function reasonsOf(effect: Effect): readonly string[] {
  if (effect.kind === 'held') return effect.reasons.map(said);
  return effect.kind === 'refused' ? [effect.reason] : [];
}
