// What becomes of an evening whose reports are late, lost, doubled, out of order, or not true?
import type { FeedFault, feedNames, RunResult, ScenarioEvent } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  column,
  crowded,
  fromMs,
  held,
  lossMs,
  runOf,
  scenarioOf,
} from './support/tiny-evening.ts';
import { tinyWorld } from './support/tiny-world.ts';

const minuteMs = 60_000;
/** Seven boxes, the embedded three full: steering sheds, so what it believes moves sessions. */
const sites = crowded.sites.map((site) => ({ ...site, capacityBps: site.capacityBps / 5 }));
const world = tinyWorld({ sites, members: 10_000 });
const elements = 7 + 3;
const [instances, observers] = [4, 2];

type Of = { readonly feed: (typeof feedNames)[number]; readonly is: FeedFault };
type More = { readonly in?: readonly string[]; readonly observers?: number };

/** Reports are so from nine o'clock on, for twenty minutes. */
const troubled = ({ feed, is }: Of, more: More = {}, minutes = 20): ScenarioEvent => ({
  ...{ kind: 'feed', target: feed, atMs: lossMs, untilMs: lossMs + minutes * minuteMs },
  keys: { feed, is, ...more },
});

async function played(events: readonly ScenarioEvent[], workers = 1): Promise<RunResult> {
  const result = await runOf(world, scenarioOf({ events, toMs: fromMs + 100 * minuteMs }), workers);
  held(result);
  return result;
}

/** What became of the reports of the window, by name. */
function countsOf(result: RunResult, row = 0): { readonly [name: string]: number } {
  const table = result.series.find(({ name }) => name === 'feeds');
  const [, ...counts] = table?.columns ?? [];
  return Object.fromEntries(counts.map(({ name, values }) => [name, Number(values[row])]));
}

/** What members got and steering did; what is told of events is left out. */
const askedAndGot = ({ document, series }: RunResult): string =>
  JSON.stringify([document.kpis, series.filter(({ name }) => name === 'epochs')], (_, value) =>
    ArrayBuffer.isView(value) ? String(value) : value,
  );

const usual = await played([]);

test('doubled reports of loads are refused as stale one by one, and nothing else changes', async () => {
  const result = await played([troubled({ feed: 'load', is: { how: 'doubled', share: 1 } })]);
  assert.is(askedAndGot(result), askedAndGot(usual));
  // Of 100 minutes twenty; each of four instances hears of every appliance and link.
  const sent = 100 * elements * instances;
  const doubled = 20 * elements * instances;
  assert.equal(countsOf(result), {
    ...{ sent, lost: 0, late: 0, doubled, wrong: 0 },
    ...{ taken: sent, stale: doubled, forgotten: 0, future: 0 },
  });
});

test('doubled reports of health change nothing either: a second bad one is no second sign', async () => {
  const down: ScenarioEvent = { kind: 'appliance-down', target: 'e1-a0', atMs: lossMs + minuteMs };
  const { policy } = scenarioOf({});
  const slow = { ...policy, health: { ...policy.health, downAfter: 2 } };
  const run = (events: readonly ScenarioEvent[]) =>
    runOf(world, scenarioOf({ events, policy: slow, toMs: fromMs + 100 * minuteMs }));
  const [plain, twice] = [
    await run([down]),
    await run([down, troubled({ feed: 'health', is: { how: 'doubled', share: 1 } })]),
  ];
  assert.is(askedAndGot(twice), askedAndGot(plain));
  assert.is(countsOf(twice).stale, 20 * 7 * observers);
});

test('of reports of which three in ten are lost three in ten are, the same on two threads', async () => {
  const event = troubled({ feed: 'load', is: { how: 'lost', share: 0.3 } });
  const [result, threads] = [await played([event]), await played([event], 2)];
  const { sent = 0, lost = 0, taken } = countsOf(result);
  const among = 20 * elements;
  // Each is tossed for once, for all instances: five standard deviations of √(n × .3 × .7).
  assert.ok(Math.abs(lost / instances - 0.3 * among) < 5 * Math.sqrt(among * 0.21), `${lost}`);
  assert.is(taken, sent - lost);
  assert.is(askedAndGot(threads), askedAndGot(result));
  assert.equal(countsOf(threads), countsOf(result));
});

test('late reports leave a gap, are taken as old as they are, and are stale when newer ones come', async () => {
  const event = troubled({ feed: 'load', is: { how: 'late', ms: 5 * minuteMs } });
  const result = await played([event]);
  const late = 20 * elements * instances;
  // When they are in time again the last five minutes of late ones come behind newer ones.
  const stale = 5 * elements * instances;
  const sent = 100 * elements * instances;
  assert.equal(countsOf(result), {
    ...{ sent, lost: 0, late, doubled: 0, wrong: 0 },
    ...{ taken: sent - stale, stale, forgotten: 0, future: 0 },
  });
  const taken = Array.from(column(result, 'reports', 'taken'));
  const each = elements * instances;
  // The report of 19:00 is seen at 19:01 where it is a minute old: from then on five are missing.
  assert.equal(taken.slice(59, 68), [each, each, 0, 0, 0, 0, 0, each, each]);
  assert.is.not(askedAndGot(result), askedAndGot(usual));
});

test('of reports later than an instance remembers its own load all are forgotten', async () => {
  const event = troubled({ feed: 'load', is: { how: 'late', ms: 8 * minuteMs } });
  const { late, forgotten, stale } = countsOf(await played([event]));
  // A minute and eight are nine; it has eight marks. When they end all come behind newer ones.
  assert.is(late, 20 * elements * instances);
  assert.is((forgotten ?? 0) + (stale ?? 0), late);
  assert.ok((forgotten ?? 0) > 0);
});

test('a report that the next one overtakes is stale, at the site and the share that it is of', async () => {
  const is = { how: 'reordered', share: 1 } as const;
  const event = troubled({ feed: 'health', is }, { in: ['site e1'] }, 1);
  const { late, stale, taken, sent = 0 } = countsOf(await played([event]));
  const each = 3 * observers;
  assert.equal([late, stale, taken], [each, each, sent - each]);
});

test('three boxes that say ten times their load are shed, and those that froze are not', async () => {
  const scope = { in: ['appliance e1-a0', 'e1-a1', 'e1-a2'] };
  const run = async (is: FeedFault) => {
    const result = await played([troubled({ feed: 'load', is }, scope)]);
    assert.is(countsOf(result).wrong, 20 * 3 * instances);
    return Array.from(column(result, 'epochs', 'sessions_started'), (_, minute) => ({
      embedded: Number(column(result, 'epochs', 'embedded_bps')[minute]),
      load: Number(column(result, 'epochs', 'miss_load_bps')[minute]),
    }));
  };
  const [tenfold, none] = [
    await run({ how: 'scaled', factor: 10 }),
    await run({ how: 'scaled', factor: 0 }),
  ];
  const before = tenfold[59]?.embedded ?? 0;
  assert.ok((tenfold[79]?.embedded ?? 0) < 0.75 * before, 'new sessions go elsewhere');
  assert.ok((none[79]?.load ?? 1) < (tenfold[79]?.load ?? 0), 'who says 0 sheds less');
});

test('one observer who finds a whole site ill moves nobody, and both do', async () => {
  const ill = { feed: 'health', is: { how: 'unfit' } } as const;
  const [one, two] = [
    await played([troubled(ill, { in: ['e1'], observers: 1 })]),
    await played([troubled(ill, { in: ['e1'] })]),
  ];
  assert.is(askedAndGot(one), askedAndGot(usual));
  assert.is(countsOf(one).wrong, 20 * 3);
  const missed = (result: RunResult) => column(result, 'epochs', 'miss_health_bps')[75] ?? 0;
  assert.is(missed(one), 0);
  assert.ok(missed(two) > 0);
});

test('a dead box that goes on saying that it is fit costs its players two seconds each', async () => {
  const down: ScenarioEvent = { kind: 'appliance-down', target: 'e1-a0', atMs: lossMs };
  const frozen = {
    ...troubled({ feed: 'health', is: { how: 'frozen' } }),
    atMs: lossMs + minuteMs,
  };
  const [known, unknown] = [await played([down]), await played([down, frozen])];
  const failovers = (result: RunResult) =>
    Array.from(column(result, 'epochs', 'failovers')).slice(65, 78);
  assert.is(Math.max(...failovers(known)), 0, 'nobody is sent there once it is known');
  assert.ok(Math.min(...failovers(unknown)) > 0, 'somebody is, in each minute');
});

test('a feed whose every report is lost at one site ends its leases, and theirs alone', async () => {
  const event = troubled({ feed: 'health', is: { how: 'lost', share: 1 } }, { in: ['e1'] });
  const result = await played([event]);
  assert.is(countsOf(result).lost, 20 * 3 * observers);
  const missed = Array.from(column(result, 'epochs', 'miss_loss_bps'));
  // The last report, of 18:59, is heard at 19:00; after three minutes more its lease has ended.
  assert.is(Math.max(...missed.slice(0, 64)), 0);
  assert.ok((missed[64] ?? 0) > 0, 'nobody new is sent there');
  assert.ok((missed[75] ?? 0) > (missed[64] ?? 0));
});

test.run();
