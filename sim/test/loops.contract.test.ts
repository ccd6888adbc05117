// Does every control loop in the registry keep the contract?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Bulletin, createBulletin } from '../desk/bulletin.ts';
import type { LoopGround } from '../loops/loop.ts';
import { beginLoops, loops, reportOf, stepLoops } from '../loops/loops.ts';
import { emptyReport, type Report } from '../loops/reports.ts';
import { createStream, nextUnit, openStream } from '../random/stream.ts';
import type { SetupSource } from '../setup/setup.ts';
import { belgianSetup } from './support/belgium.ts';

/** A setup in which reports are `delay` epochs old. */
const setupOf = (delay: number) => belgianSetup({ reportDelayMs: delay * 60_000 });
const setup = setupOf(2);

type Trial = LoopGround & { readonly bulletin: Bulletin; readonly taken: number[] };

/** What a loop is given; when it publishes is written down, and nothing is compiled. */
function ground(of: SetupSource = setup): Trial {
  const taken: number[] = [];
  const snapshots = {
    ...of.openSnapshots(),
    publish: (atMs: number) => taken.push(atMs),
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
  for (const marks of [report.isDead, report.isCut])
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
      for (const step of steps)
        step({ boundary, due: boundary - 2, atMs: boundary * 60_000, seen, reportAt: () => seen });
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

test('changes are published as often as the scenario says', () => {
  const publish = loops.find(({ name }) => name === 'publish');
  const each = (everyMs: number) =>
    publish?.periodEpochs(belgianSetup({ publish: { everyMs, delayMs: 0 } }));
  assert.equal([each(60_000), each(300_000)], [1, 5]);
  const trial = ground();
  const step = publish?.begin(trial);
  const seen = emptyReport(setup);
  for (const boundary of [1, 2])
    step?.({ boundary, due: boundary, atMs: boundary * 60_000, seen, reportAt: () => seen });
  assert.equal(trial.taken, [60_000, 120_000]);
});

test.run();
