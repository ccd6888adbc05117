// Does every control loop in the registry keep the contract?
import { type Change, readIds } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Bulletin, createBulletin } from '../desk/bulletin.ts';
import type { LoopGround, Report } from '../loops/loop.ts';
import { beginLoops, emptyReport, loops, reportOf, stepLoops } from '../loops/loops.ts';
import { createStream, nextUnit, openStream } from '../random/stream.ts';
import type { Setup } from '../setup/setup.ts';
import { belgianSetup, belgium as world } from './support/belgium.ts';

/** A setup in which reports are `delay` epochs old. */
const setupOf = (delay: number) => belgianSetup({ reportDelayMs: delay * 60_000 });
const setup = setupOf(2);
const linkIds = readIds(setup.snapshot, 'link');

type Trial = LoopGround & { readonly bulletin: Bulletin; readonly taken: Change[] };

/** What a loop is given; changes of the network are written down instead of compiled. */
function ground(of: Setup = setup): Trial {
  const taken: Change[] = [];
  const snapshots = {
    apply: (changes: readonly Change[]) => taken.push(...changes),
    handOut: () => of.snapshot,
    routesOver: setup.openSnapshots().routesOver,
  };
  return { setup: of, bulletin: createBulletin(of), snapshots, taken };
}

/** A report that a run could give. */
function drawnReport(seed: number): Report {
  const stream = createStream();
  openStream(stream, seed, 1, 1, 1);
  const report = emptyReport(setup);
  for (const loads of [report.applianceBps, report.linkBps])
    for (let row = 0; row < loads.length; row++) loads[row] = Math.floor(nextUnit(stream) * 1e7);
  for (const marks of [report.isDead, report.isCut, report.isWithdrawn])
    for (let row = 0; row < marks.length; row++) marks[row] = nextUnit(stream) < 0.1 ? 1 : 0;
  return report;
}

const textOf = (value: object): string =>
  JSON.stringify(value, (_, each) => (ArrayBuffer.isView(each) ? String(each) : each));

test('names and places are of one loop each', () => {
  assert.is(new Set(loops.map(({ name }) => name)).size, loops.length);
  assert.is(new Set(loops.map(({ place }) => place)).size, loops.length);
});

for (const { name, periodEpochs, delayEpochs, begin } of loops) {
  test(`${name} has a name of words, and steps every whole number of epochs on a report`, () => {
    assert.match(name, /^[a-z]+(-[a-z]+)*$/);
    for (const delay of [0, 1, 5]) {
      const of = setupOf(delay);
      assert.ok(Number.isInteger(periodEpochs(of)) && periodEpochs(of) >= 1);
      assert.ok(Number.isInteger(delayEpochs(of)) && delayEpochs(of) >= 0);
    }
  });

  test(`${name} says the same in two runs that see the same, and leaves reports as they are`, () => {
    const [one, other] = [ground(), ground()];
    const steps = [begin(one), begin(other)];
    for (let boundary = 1; boundary < 12; boundary++) {
      const seen = drawnReport(boundary >> 1);
      const before = textOf(seen);
      for (const step of steps) step({ boundary, atMs: boundary * 60_000, seen });
      assert.is(textOf(seen), before);
      assert.is(textOf(one.bulletin), textOf(other.bulletin));
      assert.equal(one.taken, other.taken);
    }
  });
}

test('each loop sees the report of its age, of nothing before there is one', () => {
  const trial = ground();
  const running = beginLoops(trial);
  assert.is(running.reports.length, 1 + Math.max(...running.all.map((each) => each.delayEpochs)));
  for (let boundary = 1; boundary < 7; boundary++) {
    reportOf(running, boundary).applianceBps.fill(boundary);
    stepLoops(running, boundary, boundary * 60_000);
    assert.is(trial.bulletin.applianceBps[0], Math.max(0, boundary - setup.delayEpochs));
  }
});

test('routes over a link are withdrawn once, and announced as the world has them when it is back', () => {
  const routes = loops.find(({ name }) => name === 'routes');
  const trial = ground();
  const step = routes?.begin(trial);
  const seen = emptyReport(setup);
  const at = (boundary: number) => step?.({ boundary, atMs: boundary * 60_000, seen });
  const link = world.routes.link[0] ?? 0;
  const row = linkIds.indexOf(world.links.id[link] ?? '');
  at(1);
  seen.isWithdrawn[row] = 2;
  at(2);
  seen.isWithdrawn[row] = 1;
  at(3);
  assert.equal(trial.taken.splice(0), [
    { kind: 'link', link: linkIds[row], withdrawsRoutes: true },
  ]);
  seen.isWithdrawn[row] = 0;
  at(4);
  const theirs = world.routes.link.filter((each) => each === link).length;
  assert.is(trial.taken.length, theirs);
  assert.ok(trial.taken.every((change) => change.kind === 'announce'));
});

test.run();
