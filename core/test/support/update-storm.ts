// Do updates that come late, twice and out of order ever mix versions, or take one back?
import {
  answer,
  type BeliefUpdate,
  believe,
  compileSnapshot,
  createDecision,
  createState,
  type Decision,
  decide,
  findFile,
  hashId,
  type Request,
  type Served,
  type Serving,
  type Snapshot,
  serveSnapshot,
  setAppliance,
  startServing,
  upBit,
  type Version,
} from '../../index.ts';
import { namesOf } from './agreement.ts';
import { createDice, type Dice } from './dice.ts';
import { cell, rowsOf } from './oracle-basics.ts';
import { worldOf } from './small-world.ts';

/** What is said of one appliance. */
type Word = { readonly isOut: boolean; readonly healthy: boolean; readonly shed: number };
const well: Word = { isOut: false, healthy: true, shed: 0 };

/** One thing that was published, in the order in which it was. */
type Published =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot; readonly declaredUp: Set<string> }
  | { readonly kind: 'belief'; readonly update: BeliefUpdate; readonly words: Map<string, Word> };

const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];

/** A fleet of which other appliances are there in each version, so that rows shift. */
function drawSnapshot(dice: Dice, version: Version) {
  const there = letters.filter((_, k) => k === 0 || dice.chance(0.7));
  const declared = there.map((id) => [id, dice.chance(0.9) ? 'up' : 'draining'] as const);
  const { snapshot } = compileSnapshot(
    worldOf({
      sites: ['east ix 50 10', 'west ix 50 -10'],
      clusters: ['ce east all', 'cw west all'],
      appliances: declared.map(([id, state]) => `${id} ${id < 'f' ? 'ce' : 'cw'} 1e9 ${state}`),
      links: ['le east transit', 'lw west pni'],
      routes: ['ce 20.1.0.0/16 1 le', 'cw 20.1.0.0/16 1,2 lw'],
      manifests: ['all film 3'],
    }),
    version,
  );
  const up = declared.filter(([, state]) => state === 'up').map(([id]) => id);
  return { snapshot, declaredUp: new Set(up), there };
}

/** The state in which `words` are said of the snapshot's appliances. */
function stateOf(snapshot: Snapshot, words: ReadonlyMap<string, Word>) {
  const state = createState(snapshot);
  namesOf(snapshot).appliance.forEach((id, row) => {
    const { isOut, healthy, shed } = words.get(id) ?? well;
    setAppliance(state, row, { healthy, shedShare: shed });
    if (isOut) state.appliance[row] = cell(state.appliance, row) & ~upBit;
  });
  return state;
}

function drawHistory(seed: number): Published[] {
  const dice = createDice(seed);
  const history: Published[] = [];
  let epoch = 0;
  let sequence = 0;
  let beliefs = 0;
  for (let n = 0; n < 5; n++) {
    // A new epoch begins its sequence anew, so that neither number alone tells what is newer.
    if (n > 0 && dice.chance(0.3)) {
      epoch++;
      sequence = 0;
    } else sequence += 1 + dice.below(3);
    const { snapshot, declaredUp, there } = drawSnapshot(dice, { epoch, sequence });
    history.push({ kind: 'snapshot', snapshot, declaredUp });
    for (let count = dice.below(5); count > 0; count--) {
      const words = new Map(
        there.map((id) => {
          const shed = dice.below(3) / 4;
          return [id, { isOut: dice.chance(0.2), healthy: dice.chance(0.7), shed }] as const;
        }),
      );
      beliefs++;
      const version = { epoch: beliefs >> 3, sequence: beliefs & 7 };
      const update = { snapshot, version, state: stateOf(snapshot, words) };
      history.push({ kind: 'belief', update, words });
    }
  }
  return history;
}

/** Histories are drawn once and told in many orders. */
const histories = new Map<number, Published[]>();
const historyCount = 40;

function historyOf(seed: number): Published[] {
  const key = seed % historyCount;
  const known = histories.get(key) ?? drawHistory(key);
  histories.set(key, known);
  return known;
}

/** Each update once to three times, later by nothing, a little or very long. */
function deliver(history: readonly Published[], dice: Dice): Published[] {
  return history
    .slice(1)
    .flatMap((published, at) =>
      rowsOf({ count: 1 + dice.below(3) }).map(() => ({
        published,
        atMs: at + dice.pick([0, dice.below(3), dice.below(history.length * 2)]),
        tie: dice.below(1e6),
      })),
    )
    .sort((a, b) => a.atMs - b.atMs || a.tie - b.tie)
    .map(({ published }) => published);
}

/** What ought to serve: kept by ids and version numbers alone. */
type Model = {
  snapshot: Snapshot;
  declaredUp: Set<string>;
  words: Map<string, Word>;
  belief: number;
};

const never = { epoch: -1, sequence: 0 };
const order = ({ epoch, sequence }: Version) => epoch * 1000 + sequence;

/** Tells the model; returns whether it took the update. */
function tell(model: Model, published: Published): boolean {
  if (published.kind === 'belief') {
    const { update, words } = published;
    const isNewer = order(update.version) > model.belief;
    if (update.snapshot !== model.snapshot || !isNewer) return false;
    model.words = words;
    model.belief = order(update.version);
    return true;
  }
  if (order(published.snapshot) <= order(model.snapshot)) return false;
  const kept = new Map<string, Word>();
  const { appliance } = namesOf(model.snapshot);
  for (const id of namesOf(published.snapshot).appliance) {
    const before = appliance.includes(id) ? (model.words.get(id) ?? well) : well;
    kept.set(id, { ...before, isOut: before.isOut && model.declaredUp.has(id) });
  }
  model.snapshot = published.snapshot;
  model.declaredUp = published.declaredUp;
  model.words = kept;
  return true;
}

function take(serving: Serving, published: Published): Served {
  return published.kind === 'belief'
    ? believe(serving, published.update)
    : serveSnapshot(serving, published.snapshot);
}

function requestOf(snapshot: Snapshot, session: string): Request {
  const hashes = { fileHash: hashId('film'), sessionHash: hashId(session) };
  const vantage = snapshot.vantageCount - 1;
  return { vantage, file: findFile(snapshot, 'film'), ...hashes, want: 5 };
}

const textOf = (out: Decision) =>
  JSON.stringify([
    out.reason,
    [...out.targetAppliance.subarray(0, out.targetCount)],
    [...out.targetRank.subarray(0, out.targetCount)],
    [...out.passedCluster.subarray(0, out.passedCount)],
    [...out.passedLabel.subarray(0, out.passedCount)],
  ]);

/** What happened in a storm: updates that were taken, refused, and decisions. */
export type StormTally = { taken: number; refused: number; decisions: number };

/**
 * Lets the updates of one history come in the order of `seed` and asks after each of them. Empty,
 * or what was wrong: an update taken or refused that should not, a version that went back, or an
 * answer that is not the one of the versions that serve.
 */
export function stormQuarrel(seed: number, tally: StormTally): string {
  const dice = createDice(seed);
  const history = historyOf(seed);
  const first = cell(history, 0);
  if (first.kind !== 'snapshot') return 'a history begins with a snapshot';
  let serving = startServing(first.snapshot);
  const model: Model = { ...first, words: new Map(), belief: -1 };
  for (const published of deliver(history, dice)) {
    const before = serving;
    const { serving: after, refusal } = take(serving, published);
    serving = after;
    const isTaken = tell(model, published);
    if (isTaken) tally.taken++;
    else tally.refused++;
    if (isTaken !== (refusal === undefined)) return `seed ${seed}: ${published.kind} ${refusal}`;
    if (!isTaken && serving !== before) return `seed ${seed}: what was refused changed something`;
    if (order(serving.snapshot) < order(before.snapshot)) return `seed ${seed}: went back`;
    if (order(serving.believed ?? never) < order(before.believed ?? never))
      return `seed ${seed}: the belief went back`;
    const request = requestOf(model.snapshot, `s${dice.below(50)}`);
    const right = createDecision(model.snapshot);
    decide(model.snapshot, stateOf(model.snapshot, model.words), request, right);
    const given = textOf(answer(serving, request));
    tally.decisions++;
    if (given !== textOf(right)) return `seed ${seed}: ${given} where ${textOf(right)} is right`;
  }
  return '';
}
