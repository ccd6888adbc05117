// Does a desk that looks ahead answer as one that asks for each session on its own?
import { answer, readIds } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ScenarioEvent } from '../events/event.ts';
import { createRunMemory, play, soloCrew } from '../run/simulate.ts';
import { belgianSetup } from './support/belgium.ts';

const [site = ''] = readIds(belgianSetup({ toMs: 60_000 }).snapshot, 'site');

/** A site dies, and for a while, which begins and ends within minutes, one target is enough. */
const events: ScenarioEvent[] = [
  { kind: 'site-down', target: site, atMs: 130_000, untilMs: 200_000 },
  { kind: 'policy', target: [], atMs: 150_000, untilMs: 210_000, keys: { policy: { want: 1 } } },
];

/** All answers of four minutes in their order, and how many of them were prepared. */
async function answersOf(isAhead: boolean) {
  const setup = belgianSetup({ toMs: 240_000, events });
  const memory = createRunMemory(setup);
  const crew = soloCrew(setup, memory);
  const answers: string[] = [];
  let prepared = 0;
  for (const desk of crew.desks) {
    const { ask } = desk;
    desk.ask = (instance, request, place) => {
      if (place >= 0) prepared++;
      const decision = isAhead ? ask(instance, request, place) : answer(instance, request);
      const { vantage, targetCount, targetAppliance, passedCount, passedCluster } = decision;
      const targets = targetAppliance.subarray(0, targetCount);
      answers.push([vantage, ...targets, '/', ...passedCluster.subarray(0, passedCount)].join(' '));
      return decision;
    };
  }
  await play(setup, memory, crew);
  return { answers, prepared };
}

test('what was prepared is what is answered one by one, through a fault and another policy', async () => {
  const ahead = await answersOf(true);
  const alone = await answersOf(false);
  assert.equal(ahead.answers, alone.answers);
  const { length } = ahead.answers;
  assert.ok(ahead.prepared > 1000 && ahead.prepared < length, `${ahead.prepared} of ${length}`);
});

test.run();
