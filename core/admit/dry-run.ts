// Can the requests that are answered today be answered by another snapshot, and as well?
import { pair } from '../base/hash.ts';
import { noRow } from '../base/ids.ts';
import { createState, type State } from '../control/state.ts';
import { decide } from '../decide/decide.ts';
import { createDecision, type Decision } from '../decide/decision.ts';
import type { Compared } from '../diff/diff.ts';
import type { TrafficSample } from '../diff/diff-space.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { linkKinds } from '../world/world.ts';
import { type Asked, allClients, drawAsked } from './asked.ts';

/**
 * What becomes of requests when they are asked of the next snapshot: shares 0..1 of their weight.
 * An answer is worse when its first target is reached over a link of a later kind (embedded, pni,
 * ix, transit), when health or load must be ignored for it, when it is a last resort, or none. With
 * everything up and healthy nothing is ever ignored, so what a fleet without room comes to shows
 * here as a last resort or as none.
 */
export type RequestChange = {
  /** `all IPv4`, `all IPv6` or `sample`; a group of the sample; or `by pni links`, as it was. */
  readonly clients: string;
  /** Whether these are all clients, of a family or of the sample. */
  readonly isOverAll: boolean;
  /** How many were asked. */
  readonly requestCount: number;
  /** Answered before, and no more. */
  readonly noneShare: number;
  /** A last resort now, and something better before. */
  readonly resortShare: number;
  /** All whose answer is worse, those two among them. */
  readonly worseShare: number;
  /** Worse, and they would not be if only the appliances that are gone had gone. */
  readonly brokenShare: number;
  /** Of the targets before: those that are missing, and that those appliances do not explain. */
  readonly targetLossShare: number;
};

/** Sums of weights. */
type Tally = {
  asked: number;
  weight: number;
  none: number;
  resort: number;
  worse: number;
  broken: number;
  targets: number;
  lostTargets: number;
};

const newTally = (): Tally => ({
  asked: 0,
  weight: 0,
  none: 0,
  resort: 0,
  worse: 0,
  broken: 0,
  targets: 0,
  lostTargets: 0,
});

/** Targets of an answer, as players ask for them. */
const want = 5;

/** Classes of answers, the best first: those of `linkKinds`, then what is ignored, resort, none. */
const openClass = linkKinds.length;
const resortClass = openClass + 1;
const noneClass = openClass + 2;

type Side = { readonly state: State; readonly out: Decision };

/** What was decided, in two numbers; `side.out` is overwritten. */
function ask({ state, out }: Side, vantage: number, file: number, sessionHash: number): void {
  const { snapshot } = out;
  const fileHash = file === noRow ? 0 : snapshot.fileHash[file];
  decide(snapshot, state, { vantage, file, fileHash, sessionHash, want }, out);
}

function classOf({ snapshot, reason, targetLink }: Decision): number {
  return reason === 0 ? snapshot.linkKind[targetLink[0]] : openClass + reason - 1;
}

/** Asks `asked` of three: of `before`, of it without what is lost, and of `after`. */
function askAll(sides: Sides, { asked, key }: { readonly asked: Asked; readonly key: number }) {
  const { before, without, after } = sides;
  const session = pair(key, sessionSeed);
  ask(before, asked.before, asked.fileBefore, session);
  ask(after, asked.after, asked.fileAfter, session);
  const [was, is] = [classOf(before.out), classOf(after.out)];
  const [targets, kept] = [before.out.targetCount, after.out.targetCount];
  let [expected, left] = [was, targets];
  if ((is > was || kept < targets) && without !== undefined) {
    ask(without, asked.before, asked.fileBefore, session);
    [expected, left] = [classOf(without.out), without.out.targetCount];
  }
  return { was, is, expected, targets, lost: Math.max(0, left - kept) };
}

type Sides = { readonly before: Side; readonly without: Side | undefined; readonly after: Side };

const sessionSeed = 0x5e551075;

/**
 * Asks a fixed choice of (client, file) pairs of both snapshots, with everything healthy and
 * without load, and says what is worse: over all, per group of the sample, and per kind of link
 * that served before. `isLost` has 1 for appliances of the first snapshot that are up there and
 * not in the other one. Pure; as much work whatever the size, but for a state of each.
 */
export function dryRun(
  { joins, pairs }: Pick<Compared, 'joins' | 'pairs'>,
  { a, b }: { readonly a: Snapshot; readonly b: Snapshot },
  isLost: Uint8Array,
  sample: TrafficSample | undefined,
): RequestChange[] {
  const side = (snapshot: Snapshot): Side => ({
    state: createState(snapshot),
    out: createDecision(snapshot),
  });
  const three = { before: side(a), without: withoutLost(side(a), isLost), after: side(b) };
  const tallies = new Map<string, Tally>();
  drawAsked({ a, b, joins, pairs }, sample, (asked, key) => {
    const found = askAll(three, { asked, key });
    const kind = found.was < openClass ? `by ${linkKinds[found.was]} links` : 'by others';
    for (const clients of new Set([asked.clients, asked.group, kind])) {
      const tally = tallies.get(clients) ?? newTally();
      tallies.set(clients, tally);
      add(tally, found, asked.weight);
    }
  });
  tallies.delete('');
  return [...tallies].map(([clients, tally]) => changeOf(clients, tally));
}

function withoutLost(side: Side, isLost: Uint8Array): Side | undefined {
  if (!isLost.includes(1)) return undefined;
  isLost.forEach((lost, row) => {
    if (lost === 1) side.state.appliance[row] = 0;
  });
  return side;
}

function add(out: Tally, found: ReturnType<typeof askAll>, weight: number): void {
  const { was, is, expected, targets, lost } = found;
  out.asked++;
  out.weight += weight;
  out.targets += weight * targets;
  out.lostTargets += weight * lost;
  if (is > was) out.worse += weight;
  if (is > was && is > expected) out.broken += weight;
  if (is === noneClass && was < noneClass) out.none += weight;
  if (is === resortClass && was < resortClass) out.resort += weight;
}

function changeOf(clients: string, tally: Tally): RequestChange {
  const { asked, weight, none, resort, worse, broken, targets, lostTargets } = tally;
  const of = (part: number): number => (weight > 0 ? part / weight : 0);
  return {
    clients,
    isOverAll: allClients.includes(clients),
    requestCount: asked,
    noneShare: of(none),
    resortShare: of(resort),
    worseShare: of(worse),
    brokenShare: of(broken),
    targetLossShare: targets > 0 ? lostTargets / targets : 0,
  };
}
