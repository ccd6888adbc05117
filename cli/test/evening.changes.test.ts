// What becomes of sessions when the network changes in the evening: drains, capacities, routes?
import type { Scenario, ScenarioEvent } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  beginsAt,
  column,
  embedded,
  event,
  exchange,
  fromMs,
  held,
  hourMs,
  lossMs,
  roomy,
  runOf,
  scenarioOf,
} from './support/tiny-evening.ts';
import { tinyWorld } from './support/tiny-world.ts';

const minuteMs = 60000;

/** An evening without a gate, so that what is asked for happens. */
const { policy } = scenarioOf({});
const open: Partial<Scenario> = { policy: { ...policy, isAdmitted: false } };
const played = async (events: readonly ScenarioEvent[], change: Partial<Scenario> = open) => {
  const result = await runOf(roomy, scenarioOf({ ...change, events }));
  held(result);
  const of = (table: string, name: string) => Array.from(column(result, table, name));
  return { result, of, epochs: (name: string) => of('epochs', name) };
};

test('a drained site gets no new session once that is published, and keeps its own', async () => {
  const { result, of, epochs } = await played([event('drain', 'e1')]);
  const bps = epochs('embedded_bps');
  assert.ok((bps[beginsAt - 1] ?? 0) > 0);
  for (let row = beginsAt + 1; row < 120; row++)
    assert.ok((bps[row] ?? 1) <= (bps[row - 1] ?? 0), `epoch ${row}: nobody new`);
  // Of those who play at an instant a tenth play on for an hour.
  const left = (bps[119] ?? 0) / (bps[beginsAt - 1] ?? 1);
  assert.ok(left > 0.02 && left < 0.4, `${left} of them run out`);
  assert.is(Math.max(...epochs('unserved_bps')), 0, 'nobody loses anything');
  assert.is(result.document.kpis['qoe.failover.share']?.value, 0);
  assert.is(epochs('miss_drain_bps')[beginsAt - 1], 0);
  const drained = result.document.kpis['miss.drain.share']?.value;
  assert.is(drained, result.document.kpis['miss.share']?.value, 'all that misses is drained');
  assert.is(drained, result.document.kpis['traffic.ix.share']?.value, 'and goes to the exchange');
  assert.equal(of('touched', 'elements'), [3]);
  const sessions = of('touched', 'sessions')[0] ?? 0;
  assert.is(sessions, epochs('sessions_active')[beginsAt - 1], 'all that played were there');
  assert.equal(of('touched', 'served_ms'), [lossMs]);
});

test('a drain that ends is over at its end, and one with force moves whoever is left', async () => {
  const untilMs = lossMs + 30 * minuteMs;
  const back = (await played([event('drain', 'e1', { untilMs })])).epochs('embedded_bps');
  assert.ok((back[beginsAt + 29] ?? 0) < 0.9 * (back[beginsAt - 1] ?? 0));
  assert.ok((back[beginsAt + 45] ?? 0) > (back[beginsAt + 29] ?? 0), 'new ones come again');
  const forced = await played([event('drain', 'e1', { keys: { force: 20 * minuteMs } })]);
  const bps = forced.epochs('embedded_bps');
  assert.ok((bps[beginsAt + 19] ?? 0) > 0);
  assert.is(bps[beginsAt + 20], 0, 'all are moved');
  const { kpis } = forced.result.document;
  assert.ok((kpis['qoe.failover.share']?.value ?? 0) > 0.01);
  assert.is(kpis['miss.loss.share']?.value, 0, 'nothing is lost: it is drained');
});

test('what is published every ten minutes and served five later is served then', async () => {
  const publish = { everyMs: 10 * minuteMs, delayMs: 5 * minuteMs };
  const late = event('drain', 'e1', { atMs: lossMs + minuteMs });
  const { of, epochs } = await played([late], { ...open, publish });
  assert.equal(of('touched', 'published_ms'), [lossMs + 10 * minuteMs]);
  assert.equal(of('touched', 'served_ms'), [lossMs + 15 * minuteMs]);
  const missed = epochs('miss_drain_bps');
  assert.is(missed[beginsAt + 14], 0);
  assert.ok((missed[beginsAt + 15] ?? 0) > 0);
});

test('force counts from when a drain serves, and a drain that is held moves nobody', async () => {
  const publish = { everyMs: 10 * minuteMs, delayMs: 5 * minuteMs };
  const drain = event('drain', 'e1', { atMs: lossMs + minuteMs, keys: { force: minuteMs } });
  const bps = (await played([drain], { ...open, publish })).epochs('embedded_bps');
  for (let row = beginsAt; row < beginsAt + 16; row++)
    assert.ok((bps[row] ?? 0) > 0, `epoch ${row}: they are left alone`);
  for (let row = beginsAt + 16; row < 120; row++)
    assert.is(bps[row], 0, `epoch ${row}: all are moved, and nobody back`);
  const untilMs = lossMs + 16 * minuteMs;
  const over = await played([{ ...drain, untilMs }], { ...open, publish });
  assert.ok((over.epochs('embedded_bps')[beginsAt + 16] ?? 0) > 0, 'it is over by then');
  const [none, held] = [await played([], {}), await played([drain], {})];
  assert.equal(held.of('publications', 'verdict'), ['held']);
  assert.equal(held.result.document.kpis, none.result.document.kpis);
});

test('the gate holds what moves everybody at once; who answers for it has it applied', async () => {
  const without = await played([], {});
  const drain = event('drain', 'e1');
  const gated = await played([drain], {});
  assert.equal(gated.of('publications', 'verdict'), ['held']);
  assert.match(String(gated.of('publications', 'reasons')[0]), /of the appliances/);
  assert.equal(gated.of('touched', 'served_ms'), [0]);
  assert.equal(gated.result.document.kpis, without.result.document.kpis, 'nothing of it happened');
  const because = await played([{ ...drain, keys: { because: 'works' } }], {});
  assert.equal(because.of('publications', 'verdict'), ['overridden']);
  const ungated = await played([drain]);
  assert.equal(because.result.document.kpis, ungated.result.document.kpis);
});

const gbps = 1e9;
/** One site whose link is the only way; its evening asks for 13 to 16 Gbit/s. */
const narrow = tinyWorld({
  sites: [{ ...exchange, hasTransit: false, linkBps: 2.4e10 }],
  members: 40000,
});
const narrowed = async (event: ScenarioEvent) => {
  const result = await runOf(narrow, scenarioOf({ ...open, events: [event] }));
  held(result);
  return (name: string) => Array.from(column(result, 'epochs', name));
};

test('half a link carries exactly half while more is asked, from its instant on', async () => {
  const half = { how: 'scale', value: 0.5 } as const;
  const atMs = lossMs + minuteMs / 2;
  const of = await narrowed(
    event('degrade', 'x1-l', { atMs, keys: { capacity: half, silent: true } }),
  );
  const [asked, carried] = [of('asked_bps'), of('ix_bps')];
  assert.ok(Math.min(...asked.slice(beginsAt)) > 12 * gbps && Math.max(...asked) < 24 * gbps);
  assert.is(carried[beginsAt - 1], asked[beginsAt - 1], 'before: all');
  for (let row = beginsAt + 1; row < 120; row++) {
    const short = 12 * gbps - (carried[row] ?? 0);
    // Levels are whole bit/s: of each of some 7,000 sessions less than one bit/s is not given.
    assert.ok(short >= 0 && short < 10_000, `epoch ${row}: ${short} bit/s less than half`);
  }
  const mixed = ((asked[beginsAt] ?? 0) + 12 * gbps) / 2;
  const off = Math.abs((carried[beginsAt] ?? 0) / mixed - 1);
  assert.ok(off < 0.01, `half a minute of each: ${off} off`);
});

test('a member less takes its part away, several at once add up, and all comes back', async () => {
  const member = { capacity: { how: 'add', value: -6 * gbps }, silent: true } as const;
  const untilMs = lossMs + 30 * minuteMs;
  const of = async (events: readonly ScenarioEvent[]) => {
    const result = await runOf(narrow, scenarioOf({ ...open, events }));
    return Array.from(column(result, 'epochs', 'ix_bps'));
  };
  const one = event('degrade', 'x1-l', { keys: member, untilMs });
  const bps = await of([one, one]);
  assert.ok(Math.abs((bps[beginsAt + 10] ?? 0) - 12 * gbps) < 10_000, 'two members of four');
  assert.ok((bps[beginsAt + 31] ?? 0) > 12 * gbps, 'they are back');
});

test('steering that is told spares what carries less, and one that is not fills it', async () => {
  const sites = [{ ...embedded, capacityBps: 2e10 }, exchange];
  const world = tinyWorld({ sites, members: 40000 });
  const of = async (silent: boolean) => {
    const keys = { capacity: { how: 'scale', value: 0.2 }, silent } as const;
    const events = [event('degrade', 'e1', { keys })];
    const result = await runOf(world, scenarioOf({ ...open, events }));
    held(result);
    return (name: string) => Array.from(column(result, 'epochs', name)).slice(100);
  };
  const [silent, told] = [await of(true), await of(false)];
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  assert.is(sum(silent('ix_bps')), 0, 'nobody is sent elsewhere');
  assert.ok(sum(silent('unserved_bps')) > 10 * gbps);
  assert.ok(sum(told('ix_bps')) > 10 * gbps, 'the rest goes to the exchange');
  assert.ok(sum(told('unserved_bps')) < sum(silent('unserved_bps')) / 20);
});

test('a leak moves exactly the bytes of what leaked: halves add up to the whole', async () => {
  const leaked = async (prefixes: readonly string[], split: number) => {
    const keys = { of: prefixes, split };
    const { result, of } = await played([event('leak', 'x1-l', { keys })]);
    const bytes = of('links', 'bytes')[1] ?? 0;
    return { bytes, routes: of('touched', 'routes')[0], digest: result.document.kpis };
  };
  const whole = await leaked(['11.1.0.0/16'], 1);
  const [low, high] = [await leaked(['11.1.0.0/17'], 0), await leaked(['11.1.128.0/17'], 0)];
  assert.equal([whole.routes, low.routes, high.routes], [2, 1, 1]);
  assert.ok(low.bytes > 0 && high.bytes > 0);
  assert.is(low.bytes + high.bytes, whole.bytes);
  const quarters = await leaked(['11.1.0.0/16'], 2);
  assert.is(quarters.bytes, whole.bytes, 'however finely');
  const elsewhere = await leaked(['11.9.0.0/16'], 0);
  assert.is(elsewhere.bytes, 0, 'nobody is there');
});

test('routes that are withdrawn or grow longer move whoever is new until the end', async () => {
  const untilMs = lossMs + 30 * minuteMs;
  const gone = await played([event('withdraw', 'link e1-l', { untilMs })]);
  const longer = await played([event('prepend', 'site e1', { untilMs, keys: { times: 2 } })]);
  for (const { epochs, of } of [gone, longer]) {
    const bps = epochs('embedded_bps');
    for (let row = beginsAt + 1; row < beginsAt + 30; row++)
      assert.ok((bps[row] ?? 1) <= (bps[row - 1] ?? 0), `epoch ${row}: nobody new`);
    assert.ok((bps[beginsAt + 45] ?? 0) > (bps[beginsAt + 29] ?? 0), 'back');
    assert.equal(of('touched', 'routes'), [1]);
  }
  assert.is(
    gone.epochs('miss_route_bps')[beginsAt + 10],
    longer.epochs('miss_route_bps')[beginsAt + 10],
  );
});

test('an event of another family, or of nobody, touches no route and changes nothing', async () => {
  const without = await played([]);
  const none = await played([event('withdraw', 'e1', { keys: { family: 'v6' } })]);
  assert.equal(none.of('touched', 'routes'), [0]);
  assert.equal(none.of('touched', 'elements'), [0]);
  assert.equal(none.of('publications', 'at_ms'), []);
  assert.equal(none.result.document.kpis, without.result.document.kpis);
});

test('a run in which everything changes is the same on any number of threads', async () => {
  const half = { how: 'scale', value: 0.5 } as const;
  const events = [
    event('drain', 'e1-a0', { untilMs: lossMs + hourMs / 2 }),
    event('degrade', 'e1-a1', { atMs: fromMs + 100, keys: { capacity: half } }),
    event('leak', 'x1-l', { atMs: lossMs + 1, keys: { of: ['11.1.0.0/17'] } }),
  ];
  const scenario = scenarioOf({ ...open, events });
  const [one, three] = [await runOf(roomy, scenario), await runOf(roomy, scenario, 3)];
  assert.equal(three.series, one.series);
  assert.equal({ ...three.document, timing: 0 }, { ...one.document, timing: 0 });
});

test.run();
