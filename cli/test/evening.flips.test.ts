// Does `control.flips` count what the shed share did, and nothing where it only stays?
import { zoneRules } from '@fairlead/scenarios';
import { createRunMemory, play, setUp, soloCrew } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { embedded, exchange, fromMs, scenarioOf } from './support/tiny-evening.ts';
import { tinyWorld } from './support/tiny-world.ts';

/** A box that is asked for nearly twice what it has, by `size` times 850 sessions. */
async function evening(size: number) {
  const near = { ...embedded, appliances: 1, capacityBps: 1.2e9 * size };
  const world = tinyWorld({
    sites: [near, { ...exchange, capacityBps: 2e9 * size }],
    members: 6000 * size,
  });
  const scenario = scenarioOf({ warmupMs: 0, toMs: fromMs + 40 * 60_000, instances: 1 });
  const { rules } = zoneRules(['Europe/Amsterdam'], scenario.fromMs, scenario.toMs);
  const setup = setUp(world, scenario, rules);
  const memory = createRunMemory(setup);
  const shares: number[][] = [];
  const { conductor } = await play(setup, memory, soloCrew(setup, memory), ({ epoch }) => {
    if (epoch <= 40) shares.push(Array.from(memory.outputs[0]?.shed ?? []));
    return true;
  });
  const courses = (shares[0] ?? []).map((_, row) => [0, ...shares.map((of) => of[row] ?? 0)]);
  return { courses, flips: conductor.flipCount };
}

/** Turning points of a course, after which it goes back by .1 at least: from its least and most. */
function turnsOf(course: readonly number[]): number {
  let [least, most, way, turns] = [course[0] ?? 0, course[0] ?? 0, 0, 0];
  for (const share of course) {
    least = Math.min(least, share);
    most = Math.max(most, share);
    const goesDown = way >= 0 && share <= most - 0.1;
    if (!goesDown && !(way <= 0 && share >= least + 0.1)) continue;
    if (way !== 0) turns++;
    way = goesDown ? -1 : 1;
    least = share;
    most = share;
  }
  return turns;
}

test('of a box of 850 sessions the share turns by chance, and as often as it is counted', async () => {
  const { courses, flips } = await evening(1);
  const turns = courses.reduce((sum, course) => sum + turnsOf(course), 0);
  assert.is(flips, turns);
  // A session more in 850 is 1 ÷ 850 of a ramp of .12: chance, √850 of them, is .29 of the share.
  assert.ok(flips >= 1, 'steering lets it swing, and says so');
});

test('of one of 85,000 that sheds half of what comes it does not turn: steady is 0', async () => {
  const { courses, flips } = await evening(100);
  const [course = []] = courses;
  const late = course.slice(15);
  assert.ok(Math.min(...late) > 0.3 && Math.max(...late) < 0.6, `${late}`);
  assert.is(
    flips,
    courses.reduce((sum, of) => sum + turnsOf(of), 0),
  );
  assert.is(turnsOf(late), 0, 'from a quarter of an hour after the begin on');
  assert.ok(flips <= 1, 'the begin itself may be a turn');
});

test.run();
