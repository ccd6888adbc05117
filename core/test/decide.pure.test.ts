// Is a decision a function of its inputs and of nothing else, and does it cost the heap nothing?
import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  compileSnapshot,
  createDecision,
  createState,
  type DecisionPolicy,
  decide,
  findFile,
  hashId,
  setAppliance,
  setLink,
} from '../index.ts';
import { printGrowth } from './support/allocation.ts';
import { goldenText } from './support/golden.ts';
import { leavesNothing } from './support/heap-growth.ts';
import { cell } from './support/oracle-basics.ts';
import { randomCase } from './support/random-world.ts';

const beside = (file: string) => new URL(`./support/${file}`, import.meta.url);

/** Checked by hand against the rules: appliance@link#rank, then who was passed over and why. */
const golden = `\
20.1.2.3 hit: ranked isp-1@l-isp#0 ams-1@l-ams#1 fra-1@l-fra#2 | 
20.1.7.3 hit: ranked ams-1@l-ams#0 isp-1@l-isp#1 fra-1@l-fra#2 | 
20.2.0.1 hit: ranked fra-1@l-fra#0 | 
2a00:5::1 hit: ranked ams-1@l-ams-t#0 fra-1@l-fra#1 | 
2a00:6::1 hit: ranked fra-1@l-fra#0 ams-1@l-ams-t#0 | 
::ffff:20.1.2.3 rare: ranked ams-1@l-ams#1 fra-1@l-fra#2 | c-isp C
20.1.2.3 unheard: none | c-isp C, c-ams C, c-fra C
99.0.0.1 hit: last-resort ams-1@l-ams-t#null | 
20.1.2.3 hit fra-1 ams-1 isp-1: fail-open isp-1@l-isp#0 ams-1@l-ams#1 fra-1@l-fra#2 | 
20.1.2.3 hit isp-1: ranked ams-1@l-ams#1 fra-1@l-fra#2 | c-isp H
`;

test('golden: ten clients of a small world get the decisions that were checked by hand', () => {
  assert.is(goldenText(), golden);
});

/** Takes away what differs between hours, machines and places; whoever asks for it fails. */
const emptyRealm = `
  const refuse = (name) => () => { throw new Error(name + ' was asked for'); };
  const write = process.stdout.write.bind(process.stdout);
  Math.random = refuse('Math.random');
  for (const name of ['pow', 'log', 'log2', 'exp']) Math[name] = refuse('Math.' + name);
  for (const name of ['Date', 'Intl', 'performance', 'crypto', 'navigator'])
    Object.defineProperty(globalThis, name, { get: refuse(name), configurable: true });
  String.prototype.localeCompare = refuse('localeCompare');
  const { goldenText } = await import(${JSON.stringify(beside('golden.js').href)});
  write(goldenText());
`;

test('golden: the same where clock, chance, locale and machine-made logarithms are missing', () => {
  const run = (env: NodeJS.ProcessEnv) =>
    execFileSync(process.execPath, ['--input-type=module', '-e', emptyRealm], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
  assert.is(run({ TZ: 'Pacific/Apia', LANG: 'tr_TR.UTF-8' }), golden);
});

/** 300 decisions about a random world, each made twice, as texts. */
function decideTwice(seed: number): string[] {
  const { world, files, sessions, ranking } = randomCase(seed);
  const { snapshot } = compileSnapshot(world, { ranking });
  const state = createState(snapshot);
  for (let row = 0; row < snapshot.applianceCount; row += 3)
    setAppliance(state, row, { healthy: row % 2 === 0, shedShare: 0.5 });
  for (let row = 0; row < snapshot.linkCount; row += 2) setLink(state, row, 0.5);
  const frozen = [snapshot.bytes, state.appliance, state.link].map((bytes) => bytes.join());
  const out = createDecision(snapshot);
  const answers: string[] = [];
  const ask = (vantage: number, file: string, session: string) => {
    const hashes = { fileHash: hashId(file), sessionHash: hashId(session) };
    const request = { vantage, file: findFile(snapshot, file), ...hashes, want: 5 };
    const before = JSON.stringify(request);
    decide(snapshot, state, request, out);
    assert.is(JSON.stringify(request), before);
    const { targetAppliance, targetLink, targetRank, targetCount } = out;
    const { passedCluster, passedRank, passedLabel, passedCount } = out;
    const targets = [targetAppliance, targetLink, targetRank].map((all) =>
      all.slice(0, targetCount).join(),
    );
    const passed = [passedCluster, passedRank, passedLabel].map((all) =>
      all.slice(0, passedCount).join(),
    );
    return JSON.stringify([out.vantage, out.reason, targets, passed]);
  };
  for (let n = 0; n < 300; n++) {
    const vantage = n % snapshot.vantageCount;
    const file = cell(files, n % files.length);
    const session = cell(sessions, n % sessions.length);
    const first = ask(vantage, file, session);
    ask((n + 1) % snapshot.vantageCount, 'another', 'between');
    assert.is(ask(vantage, file, session), first);
    answers.push(first);
  }
  const now = [snapshot.bytes, state.appliance, state.link].map((bytes) => bytes.join());
  assert.ok(
    now.every((bytes, n) => bytes === frozen[n]),
    'snapshot or state were written to',
  );
  return answers;
}

test('decide: gives the same again whatever was asked between, and writes to no input', () => {
  for (const seed of [1, 4, 5, 6]) {
    const answers = decideTwice(seed);
    assert.is(answers.length, 300);
    assert.ok(new Set(answers).size > 5);
  }
});

/** The sum of the answers of a million decisions under a policy, which leave nothing. */
const measureGrowth = (policy?: DecisionPolicy): string =>
  leavesNothing('allocation.js', printGrowth.name, JSON.stringify(policy));

test('decide: a million decisions leave less than a byte each on the heap, and no garbage', () => {
  measureGrowth();
});

test('decide: the same under a panic share of a half, which changes decisions', () => {
  const panicked = measureGrowth({ panicShare: 0.5 });
  assert.is.not(panicked, measureGrowth({ panicShare: 0 }));
});

test.run();
