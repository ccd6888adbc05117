// Does steering decide as the contract says on the real routing table of November 2015?
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  compileSnapshot,
  createState,
  readIds,
  type Snapshot,
  type State,
  setAppliance,
  setLink,
  type World,
} from '@fairlead/core';
import { importWorld, loadPlaces, readIspUsers, readPrefixTable } from '@fairlead/scenarios';
import { generateWorld } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { linesAnswerer } from '../commands/answer-lines.ts';
import { drawFrom } from './support/draw.ts';
import { type Believed, createTableOracle } from './support/table-oracle.ts';
import { createQuestions, drawBelief, textOf, withOutages } from './support/table-questions.ts';

const tables = {
  prefixes: resolve('../shared/data/prefixes/routeviews-2015-11-01-v4v6.tsv.gz'),
  users: resolve('../shared/data/isp/as-users-2019-11.tsv.gz'),
};
const ifTables = Object.values(tables).every((path) => existsSync(path)) ? test : test.skip;
const freshSeed = Math.floor(Math.random() * 1e9);

/** Prints what was measured; how fast this machine is does not decide anything. */
function tell(what: string, startMs: number): void {
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  const { maxRSS } = process.resourceUsage();
  console.log(`${what}: ${seconds} s, ${Math.round(maxRSS / 1024)} MiB at most so far`);
}

/** A world with outages, as core and as the oracle have it. */
type Trial = {
  readonly world: World;
  readonly snapshot: Snapshot;
  readonly question: ReturnType<typeof createQuestions>;
  readonly oracle: ReturnType<typeof createTableOracle>;
};

function trialOf(declared: World): Trial {
  const world = withOutages(declared, drawFrom(1));
  const compileMs = performance.now();
  const { snapshot } = compileSnapshot(world);
  tell(`compiled ${world.routes.count} routes to ${snapshot.bytes.length} bytes`, compileMs);
  const oracleMs = performance.now();
  const [question, oracle] = [createQuestions(world), createTableOracle(world)];
  tell('read by the oracle', oracleMs);
  return { world, snapshot, question, oracle };
}

/** The real table, which the first of the tests imports. */
let real: Trial;

ifTables('import: takes all 606,138 IPv4 and 27,693 IPv6 prefixes, no line is bad', async () => {
  const startMs = performance.now();
  const table = await readPrefixTable(tables.prefixes);
  const users = await readIspUsers(tables.users);
  if ('problems' in table || 'problems' in users) throw new Error('a table cannot be read');
  const { places, countries } = await loadPlaces();
  const input = { prefixTable: table.rows, ispUsers: users.rows, seed: 1 };
  const { world } = importWorld(input, places, countries);
  tell('imported', startMs);
  assert.is(table.badCount, 0);
  assert.is(users.badCount, 0);
  const inWorld = (family: number) =>
    world.clients.prefix.reduce((n, row) => n + Number(world.prefixes.family[row] === family), 0);
  assert.is(inWorld(4), 606_138);
  assert.is(inWorld(6), 27_693);
  real = trialOf(world);
});

/** The state of core that believes the same. */
function stateOf(snapshot: Snapshot, { unhealthy, shed, linkShed }: Believed): State {
  const state = createState(snapshot);
  readIds(snapshot, 'appliance').forEach((id, row) => {
    setAppliance(state, row, { healthy: !unhealthy.has(id), shedShare: shed.get(id) ?? 0 });
  });
  readIds(snapshot, 'link').forEach((id, row) => {
    setLink(state, row, linkShed.get(id) ?? 0);
  });
  return state;
}

/** Asks core, by the lines of `fairlead decide`, and the oracle; fails where they part. */
function agree(trial: Trial, seed: number, count: number): Map<string, number> {
  const startMs = performance.now();
  const { world, snapshot, question, oracle } = trial;
  const draw = drawFrom(seed);
  const beliefs = [0.05, 0.05, 0.95].map((share) => drawBelief(world, draw, share));
  const seen = new Map<string, number>();
  const add = (word: string) => seen.set(word, (seen.get(word) ?? 0) + 1);
  const all = Array.from({ length: count }, (_, n) => {
    const asked = question(draw);
    const { file, session, want } = asked;
    const text = JSON.stringify({ client: textOf(asked, draw(8) === 0), file, session, want });
    return { asked, text, number: n + 1, k: n % beliefs.length };
  });
  const answers = beliefs.map((belief, k) => {
    const mine = all.filter((each) => each.k === k);
    const texts = linesAnswerer(snapshot, stateOf(snapshot, belief))(mine);
    return new Map(mine.map(({ number }, row) => [number, texts[row] ?? '']));
  });
  for (const { asked, text, number, k } of all) {
    const { vantage: _, ...given } = JSON.parse(answers[k]?.get(number) ?? '');
    const right = oracle(beliefs[k] as Believed, asked);
    const place = `seed ${seed}, line ${number}, belief ${k}: ${text}`;
    if (JSON.stringify(given) !== JSON.stringify(right)) assert.equal(given, right, place);
    for (const word of [right.reason, ...right.passedOver.map(({ label }) => label)]) add(word);
    add(`IPv${asked.family}`);
  }
  tell(`${count} decisions from seed ${seed}: ${[...seen].join(' ')}`, startMs);
  return seen;
}

test('decide: has 0 differences from the oracle in 5,000 decisions in a small world', async () => {
  const { places, countries } = await loadPlaces();
  const world = generateWorld({ size: 'small', seed: 1 }, places, countries);
  agree(trialOf(world), 1, 5000);
});

ifTables('decide: has 0 differences from the oracle in 50,000 pinned decisions', () => {
  const seen = agree(real, 20151101, 50_000);
  const words = ['ranked', 'fail-open', 'last-resort', 'none', ...'CDHLK', 'IPv4', 'IPv6'];
  for (const word of words) assert.ok((seen.get(word) ?? 0) > 500, `${word} ${seen.get(word)}`);
});

ifTables(`decide: has 0 differences in 50,000 decisions from fresh seed ${freshSeed}`, () => {
  agree(real, freshSeed, 50_000);
});

test.run();
