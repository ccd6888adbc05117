// What is answered for each of the 256 ways in which eight appliances can be ill, by each policy?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  compileSnapshot,
  createDecision,
  createFleetHealth,
  createState,
  type DecisionPolicy,
  decide,
  defaultFleetHealthRule,
  findFile,
  hashId,
  hearReport,
  judgeFleet,
  labels,
  noRow,
  parseAddress,
  reasons,
  vantageOf,
  writeBelief,
} from '../index.ts';
import { namesOf } from './support/agreement.ts';
import { cell } from './support/oracle-basics.ts';
import { worldOf } from './support/small-world.ts';

/** Two ranks of four appliances, and one more without routes at an exchange with transit. */
const { snapshot } = compileSnapshot(
  worldOf({
    sites: ['isp embedded', 'far ix', 'spare ix'],
    clusters: ['c0 isp all', 'c1 far all', 'c2 spare all'],
    appliances: [0, 1, 2, 3].flatMap((k) => [`a${k} c0`, `b${k} c1`]).concat('z c2'),
    links: ['l0 isp embedded', 'l1 far pni', 'l2 spare transit'],
    routes: ['c0 20.1.0.0/16 1 l0', 'c1 20.1.0.0/16 1,2 l1'],
    manifests: ['all film 4'],
  }),
);
const names = namesOf(snapshot);
const words = new Uint32Array(4);
const vantage = vantageOf(snapshot, parseAddress('20.1.2.3', words), words);
/** The eight, those of rank 0 first: bit k of a bitmap is set where the k-th is ill. */
const eight = ['a0', 'a1', 'a2', 'a3', 'b0', 'b1', 'b2', 'b3'];
const rowsOfEight = eight.map((id) => names.appliance.indexOf(id));
const bitmaps = Array.from({ length: 256 }, (_, bitmap) => bitmap);
const isIll = (bitmap: number, k: number) => ((bitmap >> k) & 1) === 1;

/** Lets observers of these weights see the bitmap (the others see all well), and believes it. */
function believed(bitmap: number, weights: readonly number[], seeing: number) {
  const fleet = createFleetHealth(snapshot.applianceCount, weights);
  const rule = { ...defaultFleetHealthRule, quorum: Math.min(2, weights.length) };
  for (const sequence of [1, 2]) {
    for (let observer = 0; observer < weights.length; observer++)
      for (let row = 0; row < snapshot.applianceCount; row++) {
        const k = rowsOfEight.indexOf(row);
        const ill = sequence === 2 && observer < seeing && k >= 0 && isIll(bitmap, k);
        const report = { observer, appliance: row, isFit: !ill, sequence, atMs: sequence * 10_000 };
        hearReport(fleet, report, rule);
      }
    judgeFleet(fleet, sequence * 10_000, rule);
  }
  return fleet;
}

/** The answer in words: reason, targets of each rank in order of id, who was passed over. */
type Outcome = {
  readonly reason: string;
  readonly ranks: readonly string[];
  readonly passed: string;
};

type Way = { readonly policy?: DecisionPolicy; readonly isFailClosed?: boolean };

function answerTo(health: ReturnType<typeof believed>, { policy, isFailClosed = false }: Way) {
  const state = createState(snapshot);
  writeBelief(state, snapshot, { health, isFailClosed });
  const out = createDecision(snapshot);
  const hashes = { fileHash: hashId('film'), sessionHash: hashId('s') };
  const request = { vantage, file: findFile(snapshot, 'film'), ...hashes, want: 16 };
  decide(snapshot, state, request, out, policy);
  const ranks: string[][] = [];
  for (let k = 0; k < out.targetCount; k++) {
    const rank = cell(out.targetRank, k);
    const place = rank === noRow ? 0 : rank;
    ranks[place] = [...(ranks[place] ?? []), cell(names.appliance, cell(out.targetAppliance, k))];
  }
  const passed = Array.from({ length: out.passedCount }, (_, k) => {
    const cluster = cell(names.cluster, cell(out.passedCluster, k));
    return `${cluster}:${cell(labels, cell(out.passedLabel, k))}`;
  });
  const outcome: Outcome = {
    reason: cell(reasons, out.reason),
    ranks: [0, 1].map((rank) => (ranks[rank] ?? []).sort().join(' ')),
    passed: passed.join(' '),
  };
  return outcome;
}

/** Oracle: those of one rank that the bitmap leaves. */
const wellOf = (bitmap: number, rank: number) =>
  eight.slice(rank * 4, rank * 4 + 4).filter((_, k) => !isIll(bitmap, rank * 4 + k));
const allOf = (rank: number) => eight.slice(rank * 4, rank * 4 + 4);
const passedOf = (ranks: readonly (readonly string[])[], label: string) =>
  ranks.flatMap((rank, place) => (rank.length === 0 ? [`c${place}:${label}`] : [])).join(' ');
const outcomeOf = (reason: string, ranks: readonly (readonly string[])[], passed: string) => ({
  reason,
  ranks: ranks.map((rank) => rank.join(' ')),
  passed,
});

/** Oracle, contracts rule 8: what is well in order of rank; nobody well: everybody. */
function openOutcome(bitmap: number): Outcome {
  const well = [wellOf(bitmap, 0), wellOf(bitmap, 1)];
  if (bitmap === 255) return outcomeOf('fail-open', [allOf(0), allOf(1)], '');
  return outcomeOf('ranked', well, passedOf(well, 'H'));
}

/** Oracle: a rank of which fewer than two are well, and nobody in a later one, is taken whole. */
function panicOutcome(bitmap: number): Outcome {
  const [first, second] = [wellOf(bitmap, 0), wellOf(bitmap, 1)];
  const near = first.length < 2 && second.length === 0 ? allOf(0) : first;
  const far = second.length < 2 ? allOf(1) : second;
  return outcomeOf('ranked', [near, far], passedOf([near, far], 'H'));
}

/** Oracle: as rule 8, but where nobody is well only the last resort is left. */
function closedOutcome(bitmap: number): Outcome {
  const well = [wellOf(bitmap, 0), wellOf(bitmap, 1)];
  if (bitmap === 255) return outcomeOf('last-resort', [['z'], []], 'c0:D c1:D');
  return outcomeOf('ranked', well, passedOf(well, 'D'));
}

/** Oracle: one of nine is a failure, two are, three are 30 % and more: the observer's own. */
function heldOutcome(bitmap: number): Outcome {
  const illCount = eight.filter((_, k) => isIll(bitmap, k)).length;
  return openOutcome(illCount > 2 ? 0 : bitmap);
}

test('rule 8: each of 256 bitmaps that two observers see has its declared outcome', () => {
  for (const bitmap of bitmaps)
    assert.equal(answerTo(believed(bitmap, [1, 1], 2), {}), openOutcome(bitmap), `${bitmap}`);
});

test('panicShare 0.5: each of 256 bitmaps has its declared outcome', () => {
  const policy = { panicShare: 0.5 };
  for (const bitmap of bitmaps)
    assert.equal(
      answerTo(believed(bitmap, [1, 1], 2), { policy }),
      panicOutcome(bitmap),
      `${bitmap}`,
    );
});

test('fail-closed: each of 256 bitmaps has its declared outcome, nobody ill a target', () => {
  for (const bitmap of bitmaps)
    assert.equal(
      answerTo(believed(bitmap, [1, 1], 2), { isFailClosed: true }),
      closedOutcome(bitmap),
      `${bitmap}`,
    );
});

test('observer-suspect: of 256 bitmaps that one lone observer sees the large ones are held', () => {
  for (const bitmap of bitmaps)
    assert.equal(answerTo(believed(bitmap, [1], 1), {}), heldOutcome(bitmap), `${bitmap}`);
});

test('observer-suspect: what one of two observers sees, whatever it is, moves nobody', () => {
  for (const bitmap of bitmaps)
    assert.equal(answerTo(believed(bitmap, [1, 1], 1), {}), openOutcome(0), `${bitmap}`);
});

test('flap damping: with all eight held down there is still an answer, from everybody', () => {
  const fleet = believed(255, [1, 1], 2);
  for (let sequence = 3; sequence < 8; sequence++) {
    for (const observer of [0, 1])
      for (const appliance of rowsOfEight) {
        const report = { observer, appliance, isFit: true, sequence, atMs: sequence * 10_000 };
        hearReport(fleet, report, defaultFleetHealthRule);
      }
    assert.is(judgeFleet(fleet, sequence * 10_000, defaultFleetHealthRule), 0, 'still held');
    assert.equal(answerTo(fleet, {}), openOutcome(255));
  }
});

test.run();
