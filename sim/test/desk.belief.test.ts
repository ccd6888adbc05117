// What does a desk believe and hear, and what does it check? Worked out by hand.
import { healthyBit, shedUnits } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createDesk, createOutput } from '../desk/desk.ts';
import { listen } from '../desk/listen.ts';
import { ask } from '../desk/player/ask.ts';
import { checkLoad } from '../desk/player/check-load.ts';
import { loops } from '../loops/loops.ts';
import { emptyReport } from '../loops/reports.ts';
import { roundAt } from '../measures/ledger.ts';
import { instancePolicy } from '../setup/rules.ts';
import { belgianSetup } from './support/belgium.ts';
import { deskOf, minuteMs, sessionOf } from './support/desk.ts';

test('of reports of which one in ten gets lost one in ten is not heard', () => {
  const desk = deskOf({ reportLossShare: 0.1 });
  let lost = 0;
  let all = 0;
  for (let epoch = 1; epoch <= 200; epoch++) {
    listen(desk, epoch);
    for (const heard of [...desk.heardAppliance, ...desk.heardLink]) {
      lost += 1 - heard;
      all++;
    }
  }
  // A count of mean n/10 has a standard deviation of √(n × .1 × .9); five of them are 1 in 10⁶.
  assert.ok(all > 1000, `${all} reports`);
  assert.ok(Math.abs(lost - all / 10) < 5 * Math.sqrt(all * 0.09), `${lost} of ${all}`);
});

test('a link that is reported cut sheds everybody on every desk with the next bulletin', () => {
  const desk = deskOf();
  const { setup, bulletin } = desk;
  const snapshots = belgianSetup({}).openSnapshots();
  const loads = loops.find(({ name }) => name === 'loads');
  const step = loads?.begin({ setup, bulletin, snapshots });
  const seen = emptyReport(setup);
  seen.isCut[1] = 1;
  step?.({ boundary: 1, due: 1, atMs: minuteMs, seen, reportAt: () => seen });
  listen(desk, 1);
  assert.equal([...desk.instance.state.link].slice(0, 3), [0, 65_536, 0]);
});

test('instances believe by the intervals and delays of their scenario', () => {
  const { lease, marks, health, ...policy } = instancePolicy(
    belgianSetup({ instances: 7, reportDelayMs: 2 * minuteMs }),
  );
  assert.is(policy.instances, 7);
  assert.is(policy.loadUnitBps, 1);
  // As many as a service keeps, and as a report is old.
  assert.equal(marks, { count: 8, everyMs: minuteMs });
  assert.is(instancePolicy(belgianSetup({ reportDelayMs: 9 * minuteMs })).marks.count, 9);
  // Three silent reports of a minute end a lease, and half of that makes it late.
  assert.equal([lease.leaseMs, lease.lateMs, lease.lateShareMax], [180_000, 90_000, 0.5]);
  assert.equal([health.voteMsMax, health.windowMs], [120_000, 60_000]);
  assert.equal(policy.observerWeights, [1, 1]);
});

/** Two targets, on the first two appliances, with these ranks; `over`: epochs that one is full. */
function placed(ranks: readonly [number, number], over: number, besideIt: number, shed = 0) {
  const desk = deskOf();
  const { decision } = desk.instance;
  decision.reason = 0;
  decision.targetCount = 2;
  decision.targetAppliance.set([0, 1]);
  decision.targetRank.set(ranks);
  desk.bulletin.overEpochs[0] = over;
  desk.bulletin.utilisation.set([1.2, besideIt]);
  desk.instance.state.appliance[0] = healthyBit | shedUnits(shed);
  desk.instance.state.appliance[1] = healthyBit;
  checkLoad(desk, 0);
  return desk.output.ledger.counts[roundAt.overViolated];
}

test('a session on who is full for a third epoch, beside an equal with room, is a violation', () => {
  assert.is(placed([0, 0], 3, 0.99), 1);
  assert.is(placed([0, 0], 2, 0.99), 0, 'two epochs are forgiven');
  assert.is(placed([0, 0], 3, 1), 0, 'nobody has room');
  assert.is(placed([0, 1], 3, 0.5), 0, 'one of a later rank is no equal');
  assert.is(placed([0, 0], 3, 0.5, 0.94), 1);
  assert.is(placed([0, 0], 3, 0.5, 0.95), 0, 'it sheds what it can: who plays on fills it');
});

test('a session on what is declared down, and targets out of order, are violations', () => {
  const desk = deskOf();
  const { setup } = desk;
  const { counts } = desk.output.ledger;
  const { session } = sessionOf(desk, { bps: 1000 });
  assert.equal([counts[roundAt.rankChecked], counts[roundAt.rankViolated]], [1, 0]);
  desk.ask = ({ decision }) => {
    decision.targetCount = 2;
    decision.targetRank.set([1, 0]);
    return decision;
  };
  ask(desk, session, 1);
  assert.equal([counts[roundAt.rankChecked], counts[roundAt.rankViolated]], [2, 1]);
  const applianceState = setup.snapshot.applianceState.slice().fill(2);
  const snapshot = { ...setup.snapshot, applianceState };
  const down = createDesk(0, { ...setup, snapshot }, desk.bulletin, createOutput(setup));
  down.instance.decision.targetCount = 1;
  checkLoad(down, 0);
  const { counts: its } = down.output.ledger;
  assert.equal([its[roundAt.drainChecked], its[roundAt.drainViolated]], [1, 1]);
});

test.run();
