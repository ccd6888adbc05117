// Does every scenario that is accepted play, however extreme its values are?
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { playScenario } from '../commands/play-scenario.ts';
import { isCommandFailure } from '../terminal/exit.ts';
import type { Shell } from '../terminal/shell.ts';
import { writeInputs } from './support/writers.ts';

const isProof = process.env.FAIRLEAD_PROVE !== undefined;
const folder = mkdtempSync(join(tmpdir(), 'fairlead-extremes-'));
test.before(() => writeInputs(folder));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const warned: string[] = [];
const shell: Shell = {
  ...{ isJson: false, isQuiet: true, interrupt: new AbortController().signal },
  ...{ answer: () => undefined, tell: () => undefined, warn: (line) => warned.push(line) },
  progress: () => ({ update: () => undefined, stop: () => undefined }),
  computing: async (work) => work(),
};

/** Keys with values at, near and beyond their ends: each is set alone, then with each other one. */
const extremes: readonly (readonly [key: string, values: readonly string[]])[] = [
  ['report', ['interval: 1ms', 'interval: 1s', 'interval: 20m', 'interval: 1000d']],
  ['report', ['delay: 0s', 'delay: 1024m', 'delay: 1025m', 'delay: 100000d', 'loss-share: 1']],
  ['publish', ['every: 0s', 'every: 20m', 'every: 1000d', 'delay: 1000d']],
  ['warmup', ['0s', '31d', '1000d']],
  ['instances', ['1', '256', '257']],
  ['policy', ['want: 16', 'panic-share: 1', 'panic-share: 0.00001', 'ranking: [cost]']],
  ['policy', ['link-shed: { from: 0, full: 0 }', 'link-shed: { from: 10, full: 10 }']],
  ['policy', ['appliance-shed: { from: 0.97 }', 'appliance-shed: { full: 0 }']],
  ['policy', ['appliance-shed: { from: 0, full: 10 }', 'link-shed: { from: 0.98, full: 0.981 }']],
  ['policy', ['health: { observers: 8, quorum: 8 }', 'health: { observers: 1, quorum: 8 }']],
  ['policy', ['health: { hold: 0s, hold-max: 0s, quiet: 0s }', 'health: { hold: 100000000d }']],
  ['policy', ['health: { down-after: 100, up-after: 100 }', 'health: { lease-reports: 1000 }']],
  ['demand', ['starts-per-member-day: 0', 'starts-per-member-day: 100', 'member-share: 0.0001']],
  ['demand', ['retry: { starts-per-gbps: 0.001, backoff: 0s }', 'retry: { budget: 0 }']],
  ['demand', ['retry: { backoff: 100000000d }', 'retry: { restart: { after: 0s, times: 1000 } }']],
];

const lines = extremes.flatMap(([key, values]) =>
  values.map((value) => (/^[\d.]+\w?$/.test(value) ? `${key}: ${value}` : `${key}: { ${value} }`)),
);

/** How it ends: `plays`, or what is wrong with it. Anything but wrong input is thrown. */
async function ends(text: string): Promise<string> {
  const path = join(folder, 'extreme.yaml');
  writeFileSync(path, `extends: base.yaml\n${text}\n`);
  try {
    await playScenario(path, { workers: 1 }, shell);
    return 'plays';
  } catch (error) {
    if (!isCommandFailure(error) || error.exitCode !== 2) throw error;
    const [problem] = error.problems;
    const isPlaced = problem?.line !== undefined && problem.column !== undefined;
    return isPlaced ? 'refused at a place' : `refused: ${problem?.code} ${problem?.text}`;
  }
}

for (const line of lines.filter((one) => one !== 'warmup: 31d'))
  test(`${line}: plays, or is refused at its place`, async () => {
    assert.match(await ends(line), /^(plays|refused at a place)$/);
  });

test('what the loader takes in pairs is played or refused too', async () => {
  const all = lines.filter((one) => !/warmup: 31d|every: 1000d/.test(one));
  for (let k = 0; k < all.length; k += isProof ? 1 : 5) {
    const [a = '', b = ''] = [all[k], all[(k * 7 + 11) % all.length]];
    if (a.split(':')[0] === b.split(':')[0]) continue;
    assert.match(await ends(`${a}\n${b}`), /^(plays|refused at a place)$/, `${a} ${b}`);
  }
});

test('a ranking by cost where links have none says that it decides nothing', async () => {
  warned.length = 0;
  assert.is(await ends('policy: { ranking: [cost, distance] }'), 'plays');
  assert.equal(warned, ['"cost" of the ranking decides nothing: links.csv has no cost_per_mbps']);
});

test('a country that there is none of is refused at its place', async () => {
  const path = join(folder, 'nowhere.yaml');
  writeFileSync(path, 'world: { generate: { countries: [IE, XX] } }\n');
  const failure = await playScenario(path, {}, shell).then(String, (error) => error);
  const [problem] = failure.problems;
  assert.equal([problem.file, problem.line, problem.column], [path, 1, 38]);
  assert.match(problem.text, /found "XX"/);
});

test.run();
