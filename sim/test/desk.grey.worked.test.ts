// What does a start find that fails at an appliance which answers every probe? Worked out by hand.
import { findRow } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Desk } from '../desk/desk.ts';
import { passMoment } from '../desk/moments.ts';
import { absent } from '../desk/sessions.ts';
import { judgeOutcomes } from '../loops/outcomes.ts';
import { defaultHealthPolicy } from '../setup/scenario.ts';
import { belgium } from './support/belgium.ts';
import { deskOf, sessionOf } from './support/desk.ts';

const policy = {
  ...{ ranking: ['as-path', 'distance'], want: 3, health: defaultHealthPolicy },
  ...{ applianceShed: { from: 10, full: 11 }, linkShed: { from: 10, full: 11 } },
  outcomes: true as const,
};

/** Id of the appliance that all sessions of these tests are sent to first. */
function firstTarget(): { readonly row: number; readonly id: string } {
  const desk = deskOf({ policy });
  const { appliance: row } = sessionOf(desk, { bps: 1000 });
  const ids = belgium.appliances.id;
  return { row, id: ids.find((id) => findRow(desk.setup.snapshot, 'appliance', id) === row) ?? '' };
}
const first = firstTarget();

/** A desk on which that share of the starts at it fails, after `count` sessions asked, 10 ms apart. */
function asked(errors: number, count: number): { readonly desk: Desk; readonly late: number } {
  const events = [{ kind: 'degrade', target: first.id, atMs: 0, keys: { errors } }];
  const desk = deskOf({ events, policy });
  passMoment(desk);
  let late = 0;
  for (let k = 1; k <= count; k++) {
    const { session } = sessionOf(desk, { bps: 1000, startMs: 10 * k });
    if (desk.sessions.flow[session] !== absent) continue;
    late++;
    assert.is(
      desk.waits.get(session)?.wakeMs,
      10 * k + 2000,
      'it tries the next two seconds later',
    );
  }
  return { desk, late };
}

test('of starts of which three in ten fail three in ten do, each by its own toss, and cost 2 s', () => {
  const { desk, late } = asked(0.3, 2000);
  // Five standard deviations of √(n × .3 × .7).
  assert.ok(Math.abs(late - 600) < 5 * Math.sqrt(2000 * 0.21), `${late}`);
  assert.equal([...desk.output.failed], [late, late]);
  const { outcomes } = desk.output;
  const count = desk.setup.snapshot.applianceCount;
  assert.equal([outcomes[first.row], outcomes[count + first.row]], [2000, late]);
  const others = outcomes.slice(0, count).reduce((sum, tries) => sum + tries, 0) - 2000;
  assert.is(others, late, 'whoever failed tried one more');
});

test('where all starts fail all do, where none does none, and the end ends it', () => {
  assert.is(asked(1, 50).late, 50);
  assert.is(asked(0, 50).late, 0);
  const events = [
    { kind: 'degrade', target: first.id, atMs: 0, untilMs: 1000, keys: { errors: 1 } },
  ];
  const desk = deskOf({ events, policy });
  passMoment(desk);
  passMoment(desk);
  const { session } = sessionOf(desk, { bps: 1000, startMs: 2000 });
  assert.is.not(desk.sessions.flow[session], absent);
});

test('clients find ill where one start in ten fails of a hundred, until one in twenty-five does', () => {
  const judged = (wasIll: number, requests: number, failed: number, share = 1): number => {
    const out = new Uint8Array(1);
    judgeOutcomes(
      out,
      Uint8Array.of(wasIll),
      [{ outcomes: Float64Array.of(requests, failed) }],
      share,
    );
    return out[0] ?? 2;
  };
  assert.equal([judged(0, 100, 10), judged(0, 100, 9)], [1, 0]);
  assert.equal([judged(1, 100, 4), judged(1, 100, 3)], [1, 0]);
  assert.equal(
    [judged(0, 99, 99), judged(1, 99, 99)],
    [0, 0],
    'too few say nothing: the probe does',
  );
  assert.is(judged(0, 50, 5, 0.5), 1, 'of a sample each stands for two');
});

test.run();
