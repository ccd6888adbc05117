// What becomes of an evening when members want otherwise, or steering follows another policy?
import type { ScenarioEvent } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  beginsAt,
  column,
  embedded,
  event,
  exchange,
  held,
  hourMs,
  lossMs,
  roomy,
  runOf,
  scenarioOf,
} from './support/tiny-evening.ts';
import { tinyWorld } from './support/tiny-world.ts';

const played = async (events: readonly ScenarioEvent[]) => {
  const result = await runOf(roomy, scenarioOf({ events }));
  held(result);
  const of = (table: string, name: string) => Array.from(column(result, table, name));
  const started = of('epochs', 'sessions_started');
  return { result, of, started, kpis: result.document.kpis };
};
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
const during = (values: readonly number[]): number => sum(values.slice(beginsAt));

/** Within three standard errors of a count by chance. */
const near = (count: number, expected: number, what: string): void =>
  assert.ok(
    Math.abs(count - expected) < 3 * Math.sqrt(expected),
    `${what}: ${count}, expected ${expected}`,
  );

const base = await played([]);
/** What a weight of 1 is of 40 weights of 1 ÷ row, by starts: all titles last as long. */
const rest = sum(Array.from({ length: 39 }, (_, row) => 1 / (row + 2)));
const topShare = 1 / (1 + rest);

test('members who start half as much again do so from the instant on, and no one else changes', async () => {
  const more = await played([event('scale', '64500-ams', { keys: { by: 1.5 } })]);
  assert.equal(more.started.slice(0, beginsAt), base.started.slice(0, beginsAt));
  near(during(more.started), 1.5 * during(base.started), 'starts');
  assert.equal(more.of('touched', 'elements'), [1]);
  const counted = more.of('touched', 'sessions')[0] ?? 0;
  assert.ok(counted >= during(more.started), 'all that start in it, those after the window too');
  const network = await played([event('scale', 'network 64500', { keys: { by: 1.5 } })]);
  assert.equal(network.kpis, more.kpis, 'a network is its metros');
  const same = await played([event('scale', '64500-ams', { keys: { by: 1 } })]);
  assert.equal(same.kpis, base.kpis, 'times one is nothing');
});

test('a title that is wanted five times as often brings its own starts, and takes no others', async () => {
  const untilMs = lossMs + hourMs / 2;
  const more = await played([event('scale', 't0', { untilMs, keys: { by: 5 } })]);
  const growth = 1 + topShare * 4;
  const half = (values: readonly number[]) => sum(values.slice(beginsAt, beginsAt + 30));
  near(half(more.started), growth * half(base.started), 'starts of all');
  near(more.of('touched', 'sessions')[0] ?? 0, 5 * topShare * half(base.started), 'of the title');
  const after = (values: readonly number[]) => values.slice(beginsAt + 30);
  assert.equal(after(more.started), after(base.started), 'then as before');
});

test('a flash rises in a straight line', async () => {
  const keys = { by: 11, rise: hourMs };
  const flash = await played([event('flash', 't0', { keys })]);
  for (const [from, to] of [
    [0, 20],
    [20, 40],
    [40, 60],
  ] as const) {
    const span = (values: readonly number[]) => sum(values.slice(beginsAt + from, beginsAt + to));
    const mean = 1 + topShare * 10 * ((from + to) / 120);
    near(span(flash.started), mean * span(base.started), `${from} to ${to} minutes`);
  }
});

/** Daily demand on the day that a film comes out, of its mean in the half year around: 2024 fit. */
const firstDay = (() => {
  const kernel = [
    [0.9701, 6.1],
    [0.0191, 56.7],
    [0.0109, 535],
  ] as const;
  const until91 = sum(kernel.map(([weight, days]) => weight * days * (1 - Math.exp(-91 / days))));
  return 182 / until91;
})();

test('a premiere takes the share of starts that its kernel says, and nobody saw it before', async () => {
  const release = await played([event('release', 't0', { keys: { weight: 2 } })]);
  const share = (2 * firstDay) / (2 * firstDay + rest);
  near(release.of('touched', 'sessions')[0] ?? 0, share * during(release.started), 'starts of it');
  const scaled = await played([
    event('release', 't0', { atMs: lossMs }),
    event('scale', 't0', { atMs: lossMs - hourMs, untilMs: lossMs, keys: { by: 100 } }),
  ]);
  assert.equal(scaled.of('touched', 'sessions')[1], 0, 'a hundred times nobody is nobody');
});

test('a premiere that nobody holds is a miss, and by its cause', async () => {
  const unheld = await played([event('release', 't0', { keys: { held: false } })]);
  const absent = unheld.kpis['miss.content.share']?.value ?? 0;
  assert.ok(absent > 0.1, `${absent}: nearly all that starts wants it`);
  assert.ok((unheld.kpis['qoe.error.share']?.value ?? 0) > 0.1);
});

test('a title that a manifest loses is refused until it is back, and routes change meanwhile', async () => {
  const { policy } = scenarioOf({});
  const open = { policy: { ...policy, isAdmitted: false as const } };
  const untilMs = lossMs + hourMs / 2;
  const events = [
    event('manifest', 'all', { untilMs, keys: { remove: ['t0'] } }),
    event('withdraw', 'link e1-l', { atMs: lossMs + hourMs / 4 }),
  ];
  const result = await runOf(roomy, scenarioOf({ ...open, events }));
  held(result);
  const of = (table: string, name: string) => Array.from(column(result, table, name));
  const errors = of('epochs', 'errors');
  const half = (values: readonly number[]) => sum(values.slice(beginsAt, beginsAt + 30));
  near(half(errors), topShare * half(of('epochs', 'sessions_started')), 'starts that are refused');
  assert.is(sum(errors), half(errors), 'none before, none after');
  const embeddedBps = of('epochs', 'embedded_bps');
  for (let row = beginsAt + 16; row < 120; row++)
    assert.ok((embeddedBps[row] ?? 1) <= (embeddedBps[row - 1] ?? 0), `epoch ${row}: nobody new`);
  assert.equal(of('publications', 'verdict'), ['served', 'served', 'served']);
  assert.equal(of('touched', 'served_ms'), [lossMs, lossMs + hourMs / 4]);
});

test('a manifest that gets a premiere late serves it from then on', async () => {
  const events = [
    event('release', 't0', { keys: { held: false } }),
    event('manifest', 'all', {
      atMs: lossMs + hourMs / 4,
      keys: { add: ['t0'], copies: 9, because: 'it is filled' },
    }),
  ];
  const { of, kpis } = await played(events);
  const errors = of('epochs', 'errors');
  assert.ok(sum(errors.slice(beginsAt, beginsAt + 15)) > 100);
  assert.is(sum(errors.slice(beginsAt + 15)), 0);
  assert.ok((kpis['miss.content.share']?.value ?? 0) > 0);
});

test('the first instances of a share follow another policy, then their own again', async () => {
  const sites = [{ ...embedded, capacityBps: 2e10 }, exchange];
  const world = tinyWorld({ sites, members: 40000 });
  const keys = (instances: number) => ({
    instances,
    policy: { applianceShed: { from: 0.1, full: 0.2 } },
  });
  const shed = async (instances: number) => {
    const untilMs = lossMs + hourMs / 2;
    const events = [event('policy', '', { untilMs, keys: keys(instances) })];
    const result = await runOf(world, scenarioOf({ events }));
    held(result);
    const of = (table: string, name: string) => Array.from(column(result, table, name));
    assert.equal(of('touched', 'elements'), [4 * instances]);
    const bps = of('epochs', 'ix_bps');
    return { before: bps[beginsAt - 1] ?? 0, in: bps[beginsAt + 29] ?? 0, after: bps[119] ?? 0 };
  };
  // All members of one metro ask one instance, of four: it follows from some share on.
  const steps = [await shed(0), await shed(0.25), await shed(0.5), await shed(0.75), await shed(1)];
  const all = steps[4] ?? { before: 0, in: 0, after: 0 };
  assert.ok(all.in > 1e9, `${all.in} bit/s go elsewhere`);
  const follows = steps.map((step) => step.in);
  assert.equal(
    follows,
    follows.toSorted((a, b) => a - b),
  );
  assert.is(follows[0], 0);
  for (const step of steps) assert.is(step.before, 0);
  for (const of of follows) assert.ok(of === 0 || of === all.in, 'it does or it does not');
  assert.ok(all.after < 0.9 * all.in, 'new ones come back');
});

test.run();
