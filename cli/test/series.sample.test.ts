// Do the tables of a sample stand for all members, column by column, whichever there are?
import type { RunResult, Series } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  crowded,
  embedded,
  event,
  exchange,
  loss,
  runOf,
  scenarioOf,
} from './support/tiny-evening.ts';
import { tinyWorld } from './support/tiny-world.ts';

/** A site is lost, what is left is too little, and starting costs something. */
const tight = { ...exchange, appliances: 1, capacityBps: 2.5e9 };
const world = tinyWorld({
  members: crowded.members / 4,
  sites: [{ ...embedded, capacityBps: 5e8 }, tight],
});
const retry = { startsPerGbps: 50, startsOf: [], share: 1, backoffMs: 2000 };
const events = [
  loss,
  event('degrade', 'site x1', { keys: { capacity: { how: 'scale', value: 0.5 } } }),
];
const evening = (memberShare: number): Promise<RunResult> =>
  runOf(world, scenarioOf({ events, demand: { startsPerMemberDay: 2.4, memberShare, retry } }));
const [whole, sample] = await Promise.all([evening(1), evening(0.1)]);

const sums = ({ series }: RunResult): Map<string, number> =>
  new Map(
    series.flatMap(({ name, columns }: Series) =>
      columns.flatMap(({ name: column, values }) =>
        values instanceof Float64Array
          ? [[`${name}.${column}`, values.reduce((sum, value) => sum + value, 0)] as const]
          : [],
      ),
    ),
  );

/** A handful of turning points, and sessions that stand for themselves, a row each. */
const isNoAmount = (name: string): boolean => name === 'epochs.flips' || name.startsWith('player.');

test('every column of a sample of a tenth comes to what that of all members comes to', () => {
  const [all, part] = [sums(whole), sums(sample)];
  assert.equal([...part.keys()], [...all.keys()]);
  const told = [...all].filter(([name, sum]) => sum !== 0 && !isNoAmount(name));
  assert.ok(told.length > 80, `${told.length} columns`);
  for (const [name, sum] of told) {
    const ratio = (part.get(name) ?? 0) / sum;
    assert.ok(ratio > 0.75 && ratio < 1.35, `${name}: ${ratio} of the whole`);
  }
});

test('bytes, sessions and bills of the tables of a sample sum to what result.json says', () => {
  const { kpis, simulated } = sample.document;
  const of = sums(sample);
  const near = (name: string, expected: number) => {
    const found = of.get(name) ?? Number.NaN;
    assert.ok(Math.abs(found / expected - 1) < 1e-6, `${name}: ${found}, expected ${expected}`);
  };
  const kpi = (name: string) => kpis[name]?.value ?? Number.NaN;
  for (const table of ['networks', 'countries']) {
    near(`${table}.sessions`, simulated.sessions / simulated.samplingFactor);
    near(`${table}.asked_bytes`, kpi('traffic.asked.bytes'));
    near(`${table}.unserved_bytes`, kpi('traffic.asked.bytes') - kpi('traffic.bytes'));
  }
  near('epochs.sessions_started', simulated.sessions / simulated.samplingFactor);
  near('causes.bytes', kpi('traffic.asked.bytes'));
  near('links.bytes', kpi('traffic.bytes'));
  near('appliances.bytes', kpi('traffic.bytes'));
  near('causes.member_hours', (of.get('networks.wanted_ms') ?? 0) / 3.6e6);
});

test.run();
