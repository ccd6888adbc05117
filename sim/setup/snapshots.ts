// Which snapshot does steering answer from while its network changes? What the gate lets in.
import {
  type Compiler,
  type CompilerOptions,
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
import type { Order } from '../events/event.ts';
import { withContents } from './news/contents.ts';
import {
  changedBy,
  createNews,
  type Draft,
  draftOf,
  type Group,
  giveUp,
  type News,
  part,
  settle,
  takeNews,
} from './news/news.ts';

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
  readonly publications: readonly Publication[];
  /** By event: how many routes it changed when it began. */
  readonly routeCounts: Float64Array;
  /** By event: from when on all that it claims serves, ms from the start; infinity: not so far. */
  readonly servedMs: Float64Array;
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
 * proposed to a compiler as one group and offered to a steering instance, which admits, holds or
 * refuses them as one in a service would. What is held waits, and is offered again when the next
 * orders are, apart from them; of what is refused the events that are wrong are dropped. A run
 * whose network never changes has no compiler.
 */
export function snapshotSource(ground: SnapshotGround): SnapshotSource {
  const news = createNews(ground.orders, ground.reasons.length);
  const served = { atMs: 0, snapshot: ground.first, free: () => undefined };
  const office: Office = { ground, news, publications: [], coming: [], served, press: undefined };
  const { publications, coming } = office;
  return {
    publications,
    routeCounts: news.routeCounts,
    servedMs: news.servedMs,
    publish(atMs) {
      for (const group of takeNews(news, atMs)) publishGroup(office, group, atMs);
    },
    handOut(atMs) {
      for (; coming.length > 0 && coming[0].atMs <= atMs; coming.shift()) {
        office.served.free();
        office.served = coming[0];
      }
      return office.served.snapshot;
    },
  };
}

/** What publishes: news, what was made of it, and what is on its way. */
type Office = {
  readonly ground: SnapshotGround;
  readonly news: News;
  readonly publications: Publication[];
  readonly coming: Coming[];
  served: Coming;
  press: Press | undefined;
};

/** Publishes a group, or each of its parts where it does not serve as one. */
function publishGroup(office: Office, group: Group, atMs: number): void {
  const { ground, news, publications, coming } = office;
  const draft = draftOf(news, group);
  if (draft.changeCount === 0) {
    settle(news, draft, Math.max(atMs, coming.at(-1)?.atMs ?? 0));
    return;
  }
  office.press ??= pressOf(ground);
  const { press } = office;
  const judged = judge(press, ground, { news, draft, atMs });
  const { snapshot, compiler, isWrong, ...verdict } = judged;
  const parts = snapshot === undefined ? partsOf(ground, draft, isWrong) : [];
  if (parts.length > 1) {
    part(news, group, parts);
    for (const one of parts) publishGroup(office, one, atMs);
    return;
  }
  const { changeCount, events, begun } = draft;
  const servedMs = atMs + ground.delayMs;
  const isServed = snapshot !== undefined;
  const when = { atMs, ...(isServed && { servedMs }) };
  publications.push({ ...verdict, ...when, changeCount, events, begun });
  if (isServed) {
    press.compiler = compiler;
    coming.push({ atMs: servedMs, snapshot, free: () => compiler.release(snapshot) });
    settle(news, draft, servedMs);
  } else if (isWrong && begun.length > 0) giveUp(news, group);
}

/**
 * The parts of a group that does not serve as one: where something is wrong with it each order for
 * itself; where it is held, what nobody answers for and what somebody does.
 */
function partsOf({ reasons }: SnapshotGround, draft: Draft, isWrong: boolean): readonly Group[] {
  const { group } = draft;
  if (isWrong) return group.map((order) => [order]);
  const hasReason = ({ event }: Order): boolean => reasons[event] !== undefined;
  const parts = [group.filter((order) => !hasReason(order)), group.filter(hasReason)];
  return parts.filter(({ length }) => length > 0);
}

/** What is offered when, of all that is known. */
type Drafted = { readonly news: News; readonly draft: Draft; readonly atMs: number };

/** A proposal of what the group changes, newer than all that was ever offered. */
function propose(press: Press, { world, options }: SnapshotGround, { news, draft }: Drafted) {
  const { compiler, sequence } = press;
  if (!draft.hasContent)
    return { compiler, proposal: compiler.propose(draft.changes, { sequence: sequence + 1 }) };
  // Of the world with other manifests, and all that is claimed beside them.
  const { contents, claimed } = changedBy(news, draft);
  const now = withContents(world, contents);
  const anew = createCompiler(now, { ...options, snapshotsMax, sequence: sequence + 1 });
  return { compiler: anew, proposal: anew.propose(claimed) };
}

function pressOf({ world, first, options, policy }: SnapshotGround): Press {
  return {
    compiler: createCompiler(world, { ...options, snapshotsMax }),
    sequence: first.sequence,
    gate: createInstance(first, policy),
    sample: memberSample(world),
  };
}

/** What became of an offer; a snapshot that serves is retained. `isWrong`: it never will. */
type Judged = Pick<Publication, 'verdict' | 'reasons'> & {
  readonly compiler: Compiler;
  readonly snapshot?: Snapshot;
  readonly isWrong: boolean;
};

/** What the gate says of a group. What it holds is applied where somebody answers for all of it. */
function judge(press: Press, ground: SnapshotGround, drafted: Drafted): Judged {
  const { gate, sample } = press;
  const { draft, atMs } = drafted;
  const { compiler, proposal } = propose(press, ground, drafted);
  if (proposal.verdict === 'refused') {
    const reasons = [proposal.text, ...(proposal.problems ?? []).map(said)];
    const isWrong = proposal.reason === 'bad-change';
    return { verdict: 'refused', reasons, compiler, isWrong };
  }
  const { snapshot } = proposal;
  press.sequence = snapshot.sequence;
  const { epoch, sequence } = gate.snapshot;
  const judged = {
    admission: { verdict: 'apply', reasons: [] },
    against: { epoch, sequence },
  } as const;
  const how = ground.isAdmitted ? { sample } : { judged };
  const effects = [...step(gate, { kind: 'snapshot', atMs, snapshot, ...how })];
  const reasons = effects.flatMap(reasonsOf);
  const isHeld = effects.some(({ kind }) => kind === 'held');
  const because = draft.events.map((event) => ground.reasons[event]);
  if (isHeld && !because.includes(undefined))
    effects.push(...step(gate, { kind: 'override', atMs, because: because.join('; ') }));
  if (!effects.some(({ kind }) => kind === 'served')) {
    compiler.abort(snapshot);
    return { verdict: isHeld ? 'held' : 'refused', reasons, compiler, isWrong: !isHeld };
  }
  compiler.retain(snapshot);
  compiler.commit(snapshot);
  const verdict = reasons.length > 0 ? 'overridden' : 'served';
  return { verdict, reasons, compiler, snapshot, isWrong: false };
}

const said = ({ text }: { readonly text: string }): string => text;

function reasonsOf(effect: Effect): readonly string[] {
  if (effect.kind === 'held') return effect.reasons.map(said);
  return effect.kind === 'refused' ? [effect.reason] : [];
}
