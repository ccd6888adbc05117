// Do steps, report intervals and the begin of a run change what is measured? They must not.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { zoneRules } from '@fairlead/scenarios';
import { createRunMemory, play, type RunResult, resultOf, setUp, soloCrew } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { buildWorld } from '../commands/build-world.ts';
import { checkScenario } from '../commands/play-scenario.ts';
import { openShell } from '../terminal/shell.ts';
import { column, imprint } from './support/tiny-evening.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-converge-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));
const dayMs = 24 * 3_600_000;

/** A scenario that changes another one. */
function changed(base: string, lines: string): string {
  const path = join(folder, `${base.replace(/\W+/g, '-')}-${lines.replace(/\W+/g, '-')}.yaml`);
  writeFileSync(path, `extends: ${base}\n${lines}\n`);
  return path;
}

async function played(path: string, stepMs = 10_000): Promise<RunResult> {
  const { shell, close } = openShell({ isJson: false, isQuiet: true, stopsItself: true });
  const { scenario, worldSource } = checkScenario(path);
  const world = await buildWorld(worldSource, shell);
  close();
  const zones = zoneRules(
    [...new Set(world.metros.timezone)],
    scenario.fromMs - scenario.warmupMs - dayMs,
    scenario.toMs + dayMs,
  );
  const setup = { ...setUp(world, scenario, zones.rules), stepMs };
  const memory = createRunMemory(setup);
  return resultOf(world, await play(setup, memory, soloCrew(setup, memory)), imprint);
}

const compared = [
  ...['traffic.asked.bytes', 'traffic.bytes', 'qoe.bitrate.mean', 'qoe.play.share'],
  ...['embedded', 'pni', 'ix', 'transit', 'unserved'].map((kind) => `traffic.${kind}.share`),
  'qoe.rebuffer.ratio',
];

/** Figures agree within a hundredth of their size, and shares within a thousandth at least. */
function agree(base: RunResult, other: RunResult, what: string): void {
  for (const name of compared) {
    const [from, to] = [base, other].map(({ document }) => document.kpis[name]?.value ?? 0);
    const slack = Math.max(0.01 * Math.abs(from ?? 0), name.endsWith('bytes') ? 0 : 0.001);
    assert.ok(Math.abs((to ?? 0) - (from ?? 0)) <= slack, `${what}, ${name}: ${to}, not ${from}`);
  }
}

const truth = resolve('../shared/truth');
const calm = resolve('scenarios/whatifs/without-the-loss.yaml');
const bases = [
  ...['11-epochs-converge', '21-two-rungs'].map((name) => join(truth, name, 'scenario.yaml')),
  calm,
];

for (const base of bases) {
  const which = existsSync(base) ? test : test.skip;
  const name = base.split('/').slice(-2).join('/');
  which(`${name}: steps of 5, 10 and 20 s and reports of 10, 60 and 300 s agree`, async () => {
    const usual = await played(base);
    for (const stepMs of [5000, 20_000]) agree(usual, await played(base, stepMs), `${stepMs} ms`);
    for (const every of ['10s', '300s']) {
      const lines = `warmup: 10m\nreport: { interval: ${every}, delay: ${every} }`;
      agree(usual, await played(changed(base, lines)), `reports of ${every}`);
    }
  });
}

test('who plays at the begin are those of a run that began 13 hours before', async () => {
  const [short, long] = [await played(calm), await played(changed(calm, 'warmup: 780m'))];
  const [now, then] = [short, long].map((run) => column(run, 'epochs', 'sessions_active'));
  for (let epoch = 0; epoch < 30; epoch++) {
    const gap = Math.abs((now?.[epoch] ?? 0) / (then?.[epoch] ?? 1) - 1);
    assert.ok(gap < 0.003, `epoch ${epoch}: ${gap}`);
  }
});

test.run();
