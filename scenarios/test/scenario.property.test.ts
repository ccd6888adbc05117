// Does a scenario survive being written and read, whatever it asks?
import { durationText, instantText, scenarioDigestText } from '@fairlead/scenarios';
import { defaultHealthPolicy, type Scenario } from '@fairlead/sim';
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { known, load, loaded } from './support/scenario-files.ts';

/** The YAML of a scenario, written the plainest way. */
function yamlOf(scenario: Scenario): string {
  const { policy, demand } = scenario;
  return JSON.stringify({
    world: { generate: { seed: 1 } },
    from: instantText(scenario.fromMs),
    to: instantText(scenario.toMs),
    warmup: durationText(scenario.warmupMs),
    seed: scenario.seed,
    instances: scenario.instances,
    report: {
      interval: durationText(scenario.reportIntervalMs),
      delay: durationText(scenario.reportDelayMs),
      'loss-share': scenario.reportLossShare,
    },
    publish: {
      every: durationText(scenario.publish.everyMs),
      delay: durationText(scenario.publish.delayMs),
    },
    demand: {
      'starts-per-member-day': demand.startsPerMemberDay,
      'member-share': demand.memberShare,
    },
    policy: {
      ranking: policy.ranking,
      want: policy.want,
      'appliance-shed': policy.applianceShed,
      'link-shed': policy.linkShed,
      ...(policy.panicShare !== undefined && { 'panic-share': policy.panicShare }),
    },
    events: scenario.events.map(({ kind, target, atMs, untilMs }) => ({
      [kind]: target,
      at: instantText(atMs),
      ...(untilMs === undefined ? {} : { until: instantText(untilMs) }),
    })),
    expect: scenario.expect.map(({ kpi, op, bound }) => `${kpi} ${op} ${bound}`),
  });
}

const share = fc.double({ min: 0, max: 1, noNaN: true });
const shedRule = fc
  .tuple(share, share)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ from: Math.min(a, b) || 0, full: Math.max(a, b) || 0 }));
const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    intervalMs: fc.integer({ min: 1000, max: 600_000 }),
    intervals: fc.integer({ min: 1, max: 2000 }),
    warmups: fc.integer({ min: 0, max: 100 }),
    delays: fc.integer({ min: 0, max: 9 }),
    publishes: fc.integer({ min: 1, max: 9 }),
    lossShare: fc.double({ min: 0, max: 1, noNaN: true }),
    fromMs: fc.integer({ min: 0, max: 4e12 }),
    seed: fc.integer({ min: 0, max: 0xffffffff }),
    instances: fc.integer({ min: 1, max: 256 }),
    startsPerMemberDay: share,
    memberShare: fc.double({ min: 1e-4, max: 1, noNaN: true }),
    ranking: fc
      .subarray(known.comparators, { minLength: 1 })
      .chain((names) => fc.shuffledSubarray(names, { minLength: 1 }))
      .chain((names) => fc.tuple(...names.map((name) => fc.constantFrom(name, `-${name}`)))),
    want: fc.integer({ min: 1, max: 16 }),
    applianceShed: shedRule,
    linkShed: shedRule,
    panicShare: fc.option(fc.integer({ min: 1, max: 10_000 }).map((parts) => parts / 10_000)),
    events: fc.array(
      fc.tuple(
        fc.constantFrom('appliance-down', 'site-down', 'link-down'),
        fc.string({ minLength: 1, unit: 'grapheme' }),
        fc.boolean(),
      ),
    ),
    expect: fc.array(
      fc.record(
        {
          kpi: fc.constantFrom(...known.kpis),
          op: fc.constantFrom('<', '<=', '>', '>=', '='),
          // Within a share, which a share can miss and hold, and anything of other units.
          bound: fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }),
        },
        { noNullPrototype: true },
      ),
    ),
  })
  .map((draw) => ({
    name: 'property',
    seed: draw.seed,
    fromMs: draw.fromMs,
    toMs: draw.fromMs + draw.intervals * draw.intervalMs,
    warmupMs: draw.warmups * draw.intervalMs,
    reportIntervalMs: draw.intervalMs,
    reportDelayMs: draw.delays * draw.intervalMs,
    reportLossShare: draw.lossShare || 0,
    publish: { everyMs: draw.intervalMs * draw.publishes, delayMs: draw.delays * draw.intervalMs },
    instances: draw.instances,
    demand: {
      startsPerMemberDay: draw.startsPerMemberDay || 0,
      memberShare: draw.memberShare,
    },
    policy: {
      ranking: draw.ranking,
      want: draw.want,
      applianceShed: draw.applianceShed,
      linkShed: draw.linkShed,
      ...(draw.panicShare !== null && { panicShare: draw.panicShare }),
      health: defaultHealthPolicy,
    },
    events: draw.events.map(([kind, target, ends]) => ({
      kind,
      target,
      atMs: draw.fromMs,
      ...(ends ? { untilMs: draw.fromMs + 1 } : {}),
    })),
    expect: draw.expect,
  })) as fc.Arbitrary<Scenario>;

test('a scenario that is written as YAML and loaded is the same scenario', () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const again = loaded(yamlOf(scenario), 'property.yaml').scenario;
      assert.equal(again, scenario);
      assert.is(scenarioDigestText(again), scenarioDigestText(scenario));
    }),
    { numRuns: 150 },
  );
});

test('no text makes the loader throw', () => {
  const piece = fc.constantFrom(
    'world:',
    ' ',
    '\n',
    '- ',
    '{',
    '}',
    '[',
    ']',
    ': ',
    '&a',
    '*a',
    '!t',
  );
  const more = fc.constantFrom(
    'generate',
    'events',
    'at',
    '"',
    "'",
    '|',
    '>',
    '? ',
    '#',
    '\t',
    '1',
  );
  const text = fc.array(fc.oneof(piece, more, fc.string()), { maxLength: 40 });
  fc.assert(
    fc.property(text, (pieces) => {
      load(pieces.join(''));
    }),
    { numRuns: 500 },
  );
});

test.run();
