// Does a plain service decide as the simulator did, byte for byte, on what the simulator's heard?
import {
  answer,
  createInstance,
  type Effect,
  type InstanceEvent,
  type Request,
  type Snapshot,
  step,
} from '@fairlead/core';
import type { Scenario, ScenarioEvent } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { usualEvening } from '../bench/evening-requests.ts';
import { answerText, type RecordedEvening, recordEvening } from './support/recorded-evening.ts';
import type { TinyWorld } from './support/tiny-world.ts';

const hourMs = 3600000;
/** 2026-11-20T18:00:00Z, a Friday; 19:00 in Amsterdam. */
const fromMs = 1795197600000;
const faultMs = fromMs + hourMs / 4;

/** Two embedded boxes that are too small and an exchange site, one link of which is cut. */
const world: TinyWorld = {
  members: 14000,
  sites: [
    { id: 'e1', kind: 'embedded', appliances: 3, capacityBps: 8e8, linkBps: 1e12, hops: 1 },
    {
      id: 'x1',
      kind: 'ix',
      appliances: 4,
      capacityBps: 4e9,
      linkBps: 1e12,
      hops: 2,
      hasTransit: true,
      hasSpare: true,
    },
  ],
};

const until = (minutes: number) => ({ atMs: faultMs, untilMs: faultMs + minutes * 60_000 });
const events: ScenarioEvent[] = [
  { kind: 'site-down', target: 'e1', ...until(12) },
  { kind: 'appliance-down', target: 'x1-a4', ...until(3) },
  { kind: 'link-down', target: 'x1-l', ...until(10) },
];

function scenarioOf(change: Partial<Scenario>): Scenario {
  return usualEvening({
    name: 'two arms',
    seed: 7,
    fromMs,
    toMs: fromMs + hourMs,
    warmupMs: hourMs / 2,
    reportDelayMs: 120000,
    reportLossShare: 0.1,
    instances: 3,
    events,
    ...change,
  });
}

/** What a service keeps beside its instance: its snapshots under versions that rise. */
type Shell = { readonly answers: string[]; readonly effects: Effect[]; readonly ignored: number };

/** A whole service, but for its network: it reads lines, and calls the core. */
function serve(
  { snapshots, desk, events: lines }: RecordedEvening,
  change: (event: InstanceEvent) => InstanceEvent = (event) => event,
): Shell {
  const first = snapshots[0] as Snapshot;
  const { atMs } = JSON.parse(lines[0] ?? '');
  const instance = createInstance(first, desk.instance.policy, { atMs });
  const answers: string[] = [];
  const effects: Effect[] = [];
  for (const line of lines) {
    const event = JSON.parse(line);
    if (event.kind === 'ask') answers.push(answerText(answer(instance, event.request as Request)));
    else if (event.kind === 'snapshot') {
      const against = { epoch: instance.snapshot.epoch, sequence: instance.snapshot.sequence };
      const snapshot = { ...(snapshots[event.row] as Snapshot), sequence: against.sequence + 1 };
      const judged = { admission: { verdict: 'apply', reasons: [] }, against } as const;
      effects.push(...step(instance, { kind: 'snapshot', atMs: event.atMs, snapshot, judged }));
    } else effects.push(...step(instance, change(event)));
  }
  const { ignored } = instance.counts;
  const silent = ignored.id + ignored.row + ignored.kind + ignored.time + ignored.request;
  return { answers, effects, ignored: silent + ignored.stale + ignored.future };
}

/** The first answer in which two arms differ. */
function quarrel(a: readonly string[], b: readonly string[]): string {
  const at = a.findIndex((text, row) => text !== b[row]);
  if (at < 0) return a.length === b.length ? '' : `${a.length} answers and ${b.length}`;
  return `answer ${at} of ${a.length}: ${a[at]} and ${b[at]}`;
}

for (const reportDelayMs of [0, 120_000])
  test(`a service answers as the simulator did, with reports ${reportDelayMs} ms old`, async () => {
    const evening = await recordEvening(world, scenarioOf({ reportDelayMs }));
    const { answers, effects, ignored } = serve(evening);
    assert.is(quarrel(answers, evening.answers), '');
    assert.ok(answers.length > 1000, `${answers.length} answers`);
    assert.is(ignored, 0, 'nothing was odd');
    const served = effects.filter(({ kind }) => kind === 'served');
    assert.is(served.length, 2, 'the routes went and came back');
    for (const label of [2, 3])
      assert.ok(
        answers.some((text) => (JSON.parse(text)[7] as number[]).includes(label)),
        `some were passed over for ${label === 2 ? 'health' : 'load'}`,
      );
  });

test('the arms part when reports are read as of their receipt, or sessions are not told', async () => {
  const evening = await recordEvening(world, scenarioOf({}));
  const late = serve(evening, (event) =>
    event.kind === 'report' && event.of === 'load' ? { ...event, measuredMs: event.atMs } : event,
  );
  assert.is.not(quarrel(late.answers, evening.answers), '');
  const deaf = serve(evening, (event) =>
    event.kind === 'session' ? { kind: 'tick', atMs: event.atMs } : event,
  );
  assert.is.not(quarrel(deaf.answers, evening.answers), '');
});

test.run();
