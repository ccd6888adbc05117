// What does a session cost its player and its flows when something dies? Worked out by hand.
import { noRow } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createBulletin } from '../desk/bulletin.ts';
import { createDesk, createOutput, type Desk } from '../desk/desk.ts';
import { askAgain, moveAway } from '../desk/failover.ts';
import { closeLeg, openLeg } from '../desk/leg.ts';
import { listen } from '../desk/listen.ts';
import { checkLoad, flowOfTarget, steer } from '../desk/placing.ts';
import { openSession } from '../desk/sessions.ts';
import { emptyReport, loops } from '../loops/loops.ts';
import { at, epochAt, networkAt, networkWidth } from '../measures/tally.ts';
import { instancePolicy } from '../setup/rules.ts';
import { belgianSetup } from './support/belgium.ts';

const minuteMs = 60_000;
type Change = Parameters<typeof belgianSetup>[0];

/** The first desk of a run at its first epoch. */
function deskOf(change: Change = {}): Desk {
  const setup = belgianSetup(change);
  const desk = createDesk(0, setup, createBulletin(setup), createOutput(setup));
  desk.epochEndMs = minuteMs;
  return desk;
}

/** A session of `kbps` that plays what the first metro's members are sent to; on flow `flow`. */
function sessionOf(desk: Desk, kbps: number, atMs = 0) {
  const { setup, sessions } = desk;
  const session = openSession(sessions);
  sessions.kbps[session] = kbps;
  sessions.floorKbps[session] = kbps;
  sessions.endMs[session] = 10 * minuteMs;
  sessions.metro[session] = desk.metros[0] ?? 0;
  sessions.file[session] = setup.fileRow[0] ?? 0;
  sessions.mark[session] = 15;
  steer(desk, session);
  const flow = flowOfTarget(desk, 0);
  openLeg(desk, session, flow, atMs);
  const appliance = setup.flows.appliance[flow] ?? noRow;
  return { session, flow, appliance, link: setup.flows.link[flow] ?? noRow };
}

const countOf = ({ output }: Desk, name: keyof typeof at) => output.tally.counts[at[name]];
const networkOf = ({ output, setup, metros }: Desk, column: number) =>
  output.tally.network[(setup.audience.network[metros[0] ?? 0] ?? 0) * networkWidth + column];

test('a leg of 4,000 kbit/s over ten seconds is 40,000,000 bits, all of them delivered', () => {
  const desk = deskOf();
  const { session, flow } = sessionOf(desk, 4000);
  closeLeg(desk, session, 10_000);
  for (const name of ['offeredBits', 'deliveredBits'] as const)
    assert.is(countOf(desk, name), 40_000_000, name);
  assert.is(countOf(desk, 'playMs'), 10_000);
  assert.is(countOf(desk, 'rebufferMs'), 0);
  assert.is(desk.output.rateKbps[flow], 0, 'nothing stays reserved');
  assert.is(desk.output.bits[flow], 40_000_000, 'the other ledger says the same');
});

test('of a leg that begins in the warm-up only what is behind it counts', () => {
  // A warm-up of one minute; from 30 s to 90 s, 30 s of it are measured.
  const desk = deskOf({ fromMs: minuteMs, warmupMs: minuteMs });
  const { session } = sessionOf(desk, 1000, 30_000);
  closeLeg(desk, session, 90_000);
  assert.is(countOf(desk, 'offeredBits'), 30_000_000);
  assert.is(countOf(desk, 'playMs'), 30_000);
});

test('a flow that lost a quarter delivers three, and its player stands still for a quarter', () => {
  for (const [lostMs, delivered, stoodMs] of [
    [15_000, 45_000_000, 15_000],
    [60_000, 0, 60_000],
    [90_000, 0, 60_000],
  ] as const) {
    const desk = deskOf();
    const { session, flow } = sessionOf(desk, 1000);
    desk.bulletin.lossMs[flow] = lostMs;
    closeLeg(desk, session, minuteMs);
    assert.is(countOf(desk, 'deliveredBits'), delivered, `${lostMs} ms lost`);
    assert.is(countOf(desk, 'rebufferMs'), stoodMs);
    assert.is(networkOf(desk, networkAt.unserved), 60_000_000 - delivered);
  }
});

test('a player whose appliance dies at 10 s loses two seconds and goes on with the next one', () => {
  const desk = deskOf();
  const { session, flow, appliance } = sessionOf(desk, 4000);
  desk.deadAppliance[appliance] = 1;
  moveAway(desk, session, 10_000);
  assert.is(countOf(desk, 'failovers'), 1);
  assert.is(desk.output.tally.epoch[epochAt.failovers], 1);
  assert.is(countOf(desk, 'rebufferMs'), 2000);
  assert.is(countOf(desk, 'offeredBits'), 40_000_000);
  const next = desk.sessions.flow[session] ?? noRow;
  assert.is.not(desk.setup.flows.appliance[next], appliance);
  // 4,000 × 10,000 on the one, and 4,000 × 50,000 to the end of the minute on the other.
  assert.is(desk.output.bits[flow], 40_000_000);
  assert.is(desk.output.bits[next], 200_000_000);
});

test('a player whose link is cut leaves it as one whose appliance died', () => {
  const desk = deskOf();
  const { session, link } = sessionOf(desk, 4000);
  desk.deadLink[link] = 1;
  moveAway(desk, session, 10_000);
  assert.is(countOf(desk, 'failovers'), 1);
  assert.is.not(desk.setup.flows.link[desk.sessions.flow[session] ?? 0], link);
});

/** A session whose targets all die at 10 s. */
function stranded() {
  const desk = deskOf();
  const { session } = sessionOf(desk, 4000);
  desk.deadAppliance.fill(1);
  moveAway(desk, session, 10_000);
  assert.is(desk.sessions.flow[session], desk.setup.flows.lost);
  return { desk, session };
}

test('a player that waits from 10 s to 60 s stands still for 50 s, and 2 s to connect', () => {
  const { desk, session } = stranded();
  askAgain(desk, 30_000);
  assert.is(countOf(desk, 'rebufferMs'), 0);
  desk.deadAppliance.fill(0);
  askAgain(desk, minuteMs);
  assert.is(countOf(desk, 'rebufferMs'), 52_000);
  assert.is(desk.waiting.length, 0);
  assert.ok((desk.sessions.flow[session] ?? noRow) < desk.setup.flows.count);
});

test('a player waits for three minutes, to the millisecond, and then shows an error', () => {
  const { desk } = stranded();
  askAgain(desk, 189_999);
  assert.equal([countOf(desk, 'lost'), desk.waiting.length], [0, 1]);
  askAgain(desk, 190_000);
  assert.equal([countOf(desk, 'lost'), desk.waiting.length], [1, 0]);
  assert.is(desk.output.tally.epoch[epochAt.errors], 1);
});

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
  step?.({ boundary: 1, atMs: minuteMs, seen });
  listen(desk, 1);
  assert.equal([...desk.instance.state.link].slice(0, 3), [0, 65_536, 0]);
});

test('instances believe by the intervals and delays of their scenario', () => {
  const { lease, marks, health, ...policy } = instancePolicy(
    belgianSetup({ instances: 7, reportDelayMs: 2 * minuteMs }),
  );
  assert.is(policy.instances, 7);
  assert.is(policy.loadUnitBps, 1000);
  assert.equal(marks, { count: 2, everyMs: minuteMs });
  // Three silent reports of a minute end a lease, and half of that makes it late.
  assert.equal([lease.leaseMs, lease.lateMs, lease.lateShareMax], [180_000, 90_000, 0.5]);
  assert.equal([health.voteMsMax, health.windowMs], [120_000, 60_000]);
  assert.equal(policy.observerWeights, [1, 1]);
});

/** Two targets, on the first two appliances, with these ranks; `over`: epochs that one is full. */
function placed(ranks: readonly [number, number], over: number, besideIt: number) {
  const desk = deskOf();
  const { decision } = desk.instance;
  decision.reason = 0;
  decision.targetCount = 2;
  decision.targetAppliance.set([0, 1]);
  decision.targetRank.set(ranks);
  desk.bulletin.overEpochs[0] = over;
  desk.bulletin.utilisation.set([1.2, besideIt]);
  checkLoad(desk, 0);
  return countOf(desk, 'overViolated');
}

test('a session on who is full for a third epoch, beside an equal with room, is a violation', () => {
  assert.is(placed([0, 0], 3, 0.99), 1);
  assert.is(placed([0, 0], 2, 0.99), 0, 'two epochs are forgiven');
  assert.is(placed([0, 0], 3, 1), 0, 'nobody has room');
  assert.is(placed([0, 1], 3, 0.5), 0, 'one of a later rank is no equal');
});

test('a session on what is declared down, and targets out of order, are violations', () => {
  const desk = deskOf();
  const { setup } = desk;
  sessionOf(desk, 1000);
  assert.equal([countOf(desk, 'rankChecked'), countOf(desk, 'rankViolated')], [1, 0]);
  desk.ask = ({ decision }) => {
    decision.targetCount = 2;
    decision.targetRank.set([1, 0]);
    return decision;
  };
  steer(desk, 0);
  assert.equal([countOf(desk, 'rankChecked'), countOf(desk, 'rankViolated')], [2, 1]);
  const applianceState = setup.snapshot.applianceState.slice().fill(2);
  const snapshot = { ...setup.snapshot, applianceState };
  const down = createDesk(0, { ...setup, snapshot }, desk.bulletin, createOutput(setup));
  down.instance.decision.targetCount = 1;
  checkLoad(down, 0);
  assert.equal([countOf(down, 'drainChecked'), countOf(down, 'drainViolated')], [1, 1]);
});

test.run();
