// Is a run from its begin on where one would be that began half a day before?
import type { RunResult } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  column,
  crowded,
  embedded,
  exchange,
  fromMs,
  held,
  runOf,
  scenarioOf,
} from './support/tiny-evening.ts';
import { tinyWorld } from './support/tiny-world.ts';

const minuteMs = 60_000;
const toMs = fromMs + 20 * minuteMs;
const value = ({ document }: RunResult, kpi: string): number =>
  document.kpis[kpi]?.value ?? Number.NaN;

async function begun(world: Parameters<typeof runOf>[0], minutes: number): Promise<RunResult> {
  const result = await runOf(world, scenarioOf({ warmupMs: minutes * minuteMs, toMs }));
  held(result);
  return result;
}

test('a link that one of four instances fills to 54 % sheds nobody, from the begin on', async () => {
  const wide = { ...embedded, capacityBps: 4e11, linkBps: 2.4e10 };
  const world = tinyWorld({ sites: [wide, exchange], members: 40_000 });
  const result = await begun(world, 0);
  // All members are of one instance: four times its own count would be more than twice the link.
  const peak = value(result, 'link.peak.asked.max');
  assert.ok(peak > 0.5 && peak < 0.6, `${peak}`);
  assert.is(value(result, 'miss.link.share'), 0);
  assert.is(value(result, 'traffic.embedded.share'), 1);
});

test('where twice as much is asked as there is, the begin is shared as a long run shares it', async () => {
  const world = tinyWorld(crowded);
  const [short, long] = [await begun(world, 0), await begun(world, 780)];
  for (const result of [short, long]) {
    assert.is(value(result, 'traffic.unserved.share'), 0, 'the exchange has room for the rest');
    assert.ok(value(result, 'appliance.peak.asked.max') < 1, 'and nobody is put on a full box');
  }
  const gap = value(short, 'miss.load.share') - value(long, 'miss.load.share');
  assert.ok(Math.abs(gap) < 0.01, `load is shed by ${gap} more`);
  const [now, then] = [short, long].map((result) => column(result, 'epochs', 'embedded_bps'));
  for (let minute = 0; minute < 20; minute++) {
    const off = (now?.[minute] ?? 0) / (then?.[minute] ?? 1) - 1;
    assert.ok(Math.abs(off) < 0.03, `minute ${minute}: ${off}`);
  }
});

test.run();
