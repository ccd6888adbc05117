// Do core and the oracle answer alike? Asks both about random worlds and shows where they part.
import {
  compileSnapshot,
  createBatch,
  createDecision,
  createState,
  type Decision,
  type DecisionPolicy,
  decide,
  decideAt,
  findFile,
  hashId,
  labels,
  noRow,
  openSnapshot,
  parseAddress,
  prepare,
  reasons,
  type Snapshot,
  type State,
  setAppliance,
  setLink,
  unmap,
  vantageOf,
  type World,
} from '../../index.ts';
import { createDice, type Dice } from './dice.ts';
import { createOracle, type OracleAnswer, type OracleRequest, type OracleState } from './oracle.ts';
import { cell, rowsOf } from './oracle-basics.ts';
import { randomCase } from './random-world.ts';

/** The ids of a snapshot by row. */
export type Names = { appliance: string[]; cluster: string[]; site: string[]; link: string[] };

export function namesOf(snapshot: Snapshot): Names {
  const read = (bytes: Uint8Array, start: Uint32Array) =>
    rowsOf({ count: start.length - 1 }).map((row) =>
      Buffer.from(bytes.subarray(start[row], start[row + 1])).toString('utf8'),
    );
  return {
    appliance: read(snapshot.applianceText, snapshot.applianceTextStart),
    cluster: read(snapshot.clusterText, snapshot.clusterTextStart),
    site: read(snapshot.siteText, snapshot.siteTextStart),
    link: read(snapshot.linkText, snapshot.linkTextStart),
  };
}

/** What core believes when told `state`. */
export function stateFor(snapshot: Snapshot, names: Names, state: OracleState): State {
  const out = createState(snapshot);
  for (const [id, { healthy, share }] of state.appliance)
    setAppliance(out, names.appliance.indexOf(id), { healthy, shedShare: share });
  for (const [id, share] of state.link) setLink(out, names.link.indexOf(id), share);
  return out;
}

/** The answer in `out` in words. */
export function answerOf(snapshot: Snapshot, names: Names, out: Decision): OracleAnswer {
  const targets = rowsOf({ count: out.targetCount }).map((n) => {
    const appliance = cell(out.targetAppliance, n);
    const cluster = cell(snapshot.applianceCluster, appliance);
    const rank = cell(out.targetRank, n);
    return {
      appliance: cell(names.appliance, appliance),
      cluster: cell(names.cluster, cluster),
      site: cell(names.site, cell(snapshot.clusterSite, cluster)),
      link: cell(names.link, cell(out.targetLink, n)),
      rank: rank === noRow ? null : rank,
    };
  });
  const passedOver = rowsOf({ count: out.passedCount }).map((n) => ({
    cluster: cell(names.cluster, cell(out.passedCluster, n)),
    rank: cell(out.passedRank, n),
    label: cell(labels, cell(out.passedLabel, n)),
  }));
  return { targets, passedOver, reason: cell(reasons, out.reason) };
}

/** Asks core as the oracle is asked. */
export type Ask = (state: State, request: OracleRequest) => OracleAnswer;

export function createAsk(snapshot: Snapshot, policy?: DecisionPolicy): Ask {
  const names = namesOf(snapshot);
  const out = createDecision(snapshot);
  const words = new Uint32Array(4);
  return (state, { client, file, session, want }) => {
    const family = unmap(parseAddress(client, words), words);
    const vantage = vantageOf(snapshot, family, words);
    const hashes = { fileHash: hashId(file), sessionHash: hashId(session) };
    const request = { vantage, file: findFile(snapshot, file), ...hashes, want };
    decide(snapshot, state, request, out, policy);
    return answerOf(snapshot, names, out);
  };
}

/** Makes something where WebAssembly is not to be had. */
export function withoutWasm<T>(make: () => T): T {
  const kept = Reflect.getOwnPropertyDescriptor(globalThis, 'WebAssembly');
  Reflect.deleteProperty(globalThis, 'WebAssembly');
  try {
    return make();
  } finally {
    if (kept) Reflect.defineProperty(globalThis, 'WebAssembly', kept);
  }
}

/** Each request is decided in a batch with the ones before it. */
const neighbours = 3;

/** Asks core by way of batches. */
function createBatchAsk(snapshot: Snapshot, policy?: DecisionPolicy): Ask {
  const names = namesOf(snapshot);
  const out = createDecision(snapshot);
  const batch = createBatch(snapshot);
  const requests = {
    family: new Uint8Array(neighbours).fill(4),
    words: new Uint32Array(neighbours * 4),
    file: new Uint32Array(neighbours),
    sessionHash: new Uint32Array(neighbours),
  };
  const words = new Uint32Array(4);
  let asked = 0;
  return (state, { client, file, session, want }) => {
    const row = asked++ % neighbours;
    requests.family[row] = unmap(parseAddress(client, words), words);
    requests.words.set(words, row * 4);
    requests.file[row] = findFile(snapshot, file);
    requests.sessionHash[row] = hashId(session);
    const count = prepare(requests, 0, neighbours, want, batch);
    for (let k = 0; k < count; k++) decideAt(batch, state, (row + 1 + k) % count, out, policy);
    return answerOf(snapshot, names, out);
  };
}

function isSame(a: OracleAnswer, b: OracleAnswer): boolean {
  return (
    a.reason === b.reason &&
    a.targets.length === b.targets.length &&
    a.passedOver.length === b.passedOver.length &&
    a.targets.every((target, n) => {
      const other = b.targets[n];
      return (
        target.appliance === other?.appliance &&
        target.cluster === other.cluster &&
        target.site === other.site &&
        target.link === other.link &&
        target.rank === other.rank
      );
    }) &&
    a.passedOver.every((passed, n) => {
      const other = b.passedOver[n];
      return (
        passed.cluster === other?.cluster &&
        passed.rank === other.rank &&
        passed.label === other.label
      );
    })
  );
}

function summary({ sites, clusters, appliances, links, routes, prefixes }: World): string {
  const counts = { sites, clusters, appliances, links, routes, prefixes };
  return Object.entries(counts)
    .map(([name, { count }]) => `${count} ${name}`)
    .join(', ');
}

/** What was asked in `agreement`: how often each reason came, and what was ever passed over. */
export type Tally = Map<string, number>;

/** Weights among holders, or none; a panic share. */
function drawExtras(world: World, dice: Dice) {
  const pick = [1, 1, 2, 3, 0.5, 1e-3, 7.3];
  const weights = new Map(world.appliances.id.map((id) => [id, dice.pick(pick)] as const));
  return {
    panicShare: dice.pick([0, 0.25, 0.5, 0.75, 1]),
    weights: dice.chance(0.6) ? weights : undefined,
  };
}

/**
 * Asks core and the oracle `count` times about the world of `seed`: core one by one and in batches,
 * with and without WebAssembly, every second time with its snapshot read back from a copy of its
 * bytes. Empty, or what was asked and answered where they part. Counts reasons and labels in `tally`. Unless
 * `isPlain` with a drawn panic share and, often, with drawn weights among holders.
 */
export function disagreement(seed: number, count: number, tally: Tally, isPlain = true): string {
  const { world, clients, files, sessions, states, ranking } = randomCase(seed);
  const dice = createDice(~seed);
  const { panicShare, weights } = isPlain ? { panicShare: 0 } : drawExtras(world, dice);
  const policy = { panicShare };
  const weightOf = (row: number) => weights?.get(cell(world.appliances.id, row)) ?? 1;
  const options = weights ? { ranking, holderWeight: weightOf } : { ranking };
  const { snapshot } = compileSnapshot(world, options);
  const opened = openSnapshot(snapshot.bytes.slice());
  if (!opened.snapshot) return `seed ${seed}: ${JSON.stringify(opened.problems)}`;
  const oracle = createOracle(world, [...ranking], { panicShare, weights });
  const allowed = isPlain ? undefined : policy;
  const asks = [
    createAsk(snapshot, allowed),
    createBatchAsk(snapshot, allowed),
    createAsk(opened.snapshot, allowed),
    withoutWasm(() => createBatchAsk(opened.snapshot, allowed)),
  ];
  const names = namesOf(snapshot);
  const beliefs = states.map((state) => stateFor(snapshot, names, state));
  const blank = { appliance: new Map(), link: new Map() };
  const covered = clients.filter((client) => {
    const request = { client, file: '', session: '', want: 1 };
    return oracle(blank, request).passedOver.length > 0;
  });
  const add = (word: string) => tally.set(word, (tally.get(word) ?? 0) + 1);
  for (let n = 0; n < count; n++) {
    const request = {
      client: dice.pick(covered.length > 0 && dice.chance(0.7) ? covered : clients),
      file: dice.pick(files),
      session: dice.pick(sessions),
      want: 1 + dice.below(16),
    };
    const row = dice.below(states.length);
    const right = oracle(cell(states, row), request);
    const given = cell(asks, n % asks.length)(cell(beliefs, row), request);
    add(right.reason);
    for (const { label } of right.passedOver) add(label);
    if (isSame(right, given)) continue;
    const state = cell(states, row);
    const told = { appliance: [...state.appliance], link: [...state.link] };
    return [
      `seed ${seed}, decision ${n}: ${summary(world)}, ranking ${ranking}`,
      `request ${JSON.stringify(request)}`,
      `state ${JSON.stringify(told)}`,
      `oracle ${JSON.stringify(right)}`,
      `core   ${JSON.stringify(given)}`,
    ].join('\n');
  }
  return '';
}
