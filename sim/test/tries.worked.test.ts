// How long does a try wait, and what becomes of its session? Worked out by hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Desk } from '../desk/desk.ts';
import { hearAnswers } from '../desk/player/answered.ts';
import { moveAway, tryAgain } from '../desk/player/ask.ts';
import { beginTries, createDoor, type TriedTargets } from '../desk/player/door.ts';
import { knock, mayTryAgain, triesOf } from '../desk/player/knock.ts';
import { finishSession } from '../desk/player/play.ts';
import { darkOf } from '../desk/player/wait.ts';
import { absent, flags } from '../desk/sessions.ts';
import { answerTries, createBacklogs } from '../loops/queues.ts';
import { causeAt } from '../measures/account.ts';
import { doorsOf } from '../setup/crowds/doors.ts';
import type { RetryRule } from '../setup/scenario.ts';
import { checkSetup } from '../setup/setup.ts';
import { belgianSetup, belgium } from './support/belgium.ts';
import { bitsOf, deskOf, sessionOf, timeOf } from './support/desk.ts';

const at = (column: ArrayLike<number> | undefined, row: number): number =>
  column?.[row] ?? Number.NaN;

/** Tries of one desk at one appliance. */
function triesAt(atMs: readonly number[], weight = 1): TriedTargets {
  const all = (value: number) => atMs.map(() => value);
  const order = atMs.map((_, k) => k);
  return {
    session: order,
    appliance: all(0),
    atMs: [...atMs],
    order,
    weight: all(weight),
    heldBack: 0,
  };
}

test('a box that answers 5 tries a second lets the eleventh of one ms wait for 2 s, the next in vain', () => {
  const queues = createBacklogs(Float64Array.of(0.005));
  const [waits] = answerTries(queues, [triesAt(Array(24).fill(7))]);
  // 200 ms each: the k-th waits for k of them, and 2000 ms is what a try lasts.
  for (let k = 0; k <= 10; k++) assert.is(at(waits, k), 200 * k);
  for (let k = 11; k < 24; k++) assert.is(at(waits, k), Infinity);
  // It keeps 4 s of work and the one that came just then: 21 tries; three are dropped.
  assert.is(at(queues.waiting, 0), 21);
  const { tries, answered, timedOut } = queues.counts;
  assert.equal([tries, answered, timedOut], [24, 11, 13]);
});

test('it works off those who have gone like anybody else, so that it answers nobody for a while', () => {
  const queues = createBacklogs(Float64Array.of(0.005));
  answerTries(queues, [triesAt(Array(21).fill(0))]);
  // After 2 s it has worked off 10 of 21: 11 wait, 2200 ms; after 2.2 s 10, 2000 ms.
  assert.is(at(answerTries(queues, [triesAt([2000])])[0], 0), Infinity);
  // That one waits too, though it has gone: 11 + 1 − 1.
  assert.is(at(answerTries(queues, [triesAt([2200])])[0], 0), Infinity);
  assert.is(at(answerTries(queues, [triesAt([2600])])[0], 0), 2000);
});

test('tries of all desks wait in one queue, first come, first served', () => {
  const queues = createBacklogs(Float64Array.of(0.005));
  const [one, other] = answerTries(queues, [triesAt([10, 30]), triesAt([20])]);
  assert.equal([...(one ?? [])], [0, 380]);
  assert.equal([...(other ?? [])], [190]);
});

test('a player that was restarted asks as much as ten', () => {
  const queues = createBacklogs(Float64Array.of(0.005));
  const [waits] = answerTries(queues, [triesAt([0, 0], 10)]);
  assert.equal([...(waits ?? [])], [0, 2000]);
  assert.is(queues.counts.tries, 20);
});

const rule: RetryRule = { startsPerGbps: 1, startsOf: [], share: 1, backoffMs: 2000 };

/** A desk on which starting costs something, and a session that tries at 1 s. */
function trying(change: Partial<RetryRule> = {}, endMs = 50_000) {
  const retry = { ...rule, ...change };
  const desk = deskOf({ demand: { startsPerMemberDay: 2, memberShare: 1, retry } });
  Object.assign(desk.round, { toMs: 2000 });
  const placed = sessionOf(desk, { bps: 1e6, startMs: 1000, endMs });
  return { desk, ...placed };
}

/** Answers all tries of the round, which they are then forgotten with. */
function answered(desk: Desk, waitMs: number): Pick<TriedTargets, 'atMs' | 'weight'> {
  const { atMs, weight } = triesOf(desk);
  const kept = { atMs: [...atMs], weight: [...weight] };
  hearAnswers(
    desk,
    atMs.map(() => waitMs),
  );
  if (desk.door) beginTries(desk.door);
  return kept;
}

const wakeOf = ({ waits }: Desk, session: number) => waits.get(session)?.wakeMs ?? Number.NaN;
const flowOf = ({ sessions }: Desk, session: number) => at(sessions.flow, session);

test('a try that is answered at once changes nothing', () => {
  const { desk, session, flow } = trying();
  assert.equal(triesOf(desk).atMs, [1000]);
  hearAnswers(desk, [0]);
  assert.is(flowOf(desk, session), flow);
  assert.is(bitsOf(desk, 'absent'), 0);
  assert.is(bitsOf(desk), 49e6);
});

test('who waits for 300 ms is on none for so long, and has it told to the ms', () => {
  const { desk, session, flow } = trying();
  hearAnswers(desk, [300.7]);
  assert.is(flowOf(desk, session), flow);
  assert.is(bitsOf(desk, 'absent', 'first'), 0.3e6);
  assert.is(bitsOf(desk), 49e6, 'no more and no less is asked');
  assert.is(at(desk.output.askedBps, flow), 1e6);
  // It had a picture before; dark since the ms before its start.
  assert.is(timeOf(desk, 'stalledUs'), 301_000);
});

test('who waits beyond the round comes to its appliance in the next one and does not try anew', () => {
  const { desk, session, flow } = trying();
  hearAnswers(desk, [1500]);
  assert.is(flowOf(desk, session), absent);
  tryAgain(desk, session, 2500);
  assert.is(flowOf(desk, session), flow);
  assert.equal(triesOf(desk).atMs, [1000]);
  assert.is(bitsOf(desk, 'absent', 'first'), 1.5e6);
});

test('a try that times out costs 2 s, counts as load, and the next one goes down the list', () => {
  const { desk, session, flow } = trying();
  hearAnswers(desk, [Infinity]);
  assert.is(flowOf(desk, session), absent);
  assert.is(at(desk.output.askedBps, flow), 0);
  assert.is(at(desk.output.nominalBps, flow), 0);
  assert.is(at(desk.output.changed, flow), 0);
  tryAgain(desk, session, 3000);
  const next = flowOf(desk, session);
  assert.ok(next < absent && next !== flow);
  assert.equal(triesOf(desk).atMs, [1000, 3000]);
  assert.is(bitsOf(desk, 'absent', 'load'), 2e6);
  assert.is(bitsOf(desk), 49e6, 'a restart is more requests, never more asked');
});

test('when the list has been tried the player waits, and then begins at its head', () => {
  const { desk, session, flow } = trying({ backoffMs: 8000 });
  const targets = desk.instance.decision.targetCount;
  const tried: number[] = [];
  for (let k = 0; k < targets; k++) {
    tried.push(...answered(desk, Infinity).atMs);
    tryAgain(desk, session, 3000 + 2000 * k);
  }
  assert.equal(
    tried,
    tried.map((_, k) => 1000 + 2000 * k),
  );
  assert.equal([tried.length, triesOf(desk).atMs.length], [targets, 0], 'none at the list’s end');
  const wakeMs = wakeOf(desk, session);
  const waitedMs = wakeMs - (1000 + 2000 * targets);
  assert.ok(waitedMs >= 6000 && waitedMs <= 10_000, `${waitedMs} ms`);
  tryAgain(desk, session, wakeMs);
  assert.is(flowOf(desk, session), flow);
});

test('of a share of 0 nobody tries again: the member leaves after the 2 s', () => {
  const { desk, session } = trying({ share: 0 });
  hearAnswers(desk, [Infinity]);
  tryAgain(desk, session, 3000);
  assert.equal([timeOf(desk, 'erred'), timeOf(desk, 'gaveUp')], [1, 1]);
  assert.is(timeOf(desk, 'goneMs'), 47_000);
});

test('a budget of a tenth lets one of twenty first tries be made again twice', () => {
  const { desk } = trying({ budget: 0.1 });
  const door = createDoor();
  for (let k = 0; k < 20; k++) knock(desk, door, 0, 1000);
  desk.sessions.flags[0] = flags.timedOut;
  for (let k = 0; k < 20; k++) knock(desk, door, 0, 1000); // those made again earn nothing
  desk.sessions.flags[0] = 0;
  const allowed = [1, 2, 3].map(() => mayTryAgain(desk, door, 1000));
  assert.equal(allowed, [true, true, false]);
  assert.is(door.tries.heldBack, 1);
  // The window before counts as well, the one before that does not.
  assert.equal([mayTryAgain(desk, door, 19_999), mayTryAgain(desk, door, 20_000)], [false, false]);
  for (let k = 0; k < 10; k++) knock(desk, door, 0, 20_001);
  assert.ok(mayTryAgain(desk, door, 20_002));
});

test('whom the budget holds back asks nobody and waits', () => {
  const { desk, session } = trying({ budget: 0 });
  hearAnswers(desk, [Infinity]);
  tryAgain(desk, session, 3000);
  assert.is(flowOf(desk, session), absent);
  assert.equal(triesOf(desk).atMs, [1000]);
  assert.is(triesOf(desk).heldBack, 1);
  assert.ok(wakeOf(desk, session) >= 5000);
});

test('who has had no picture for 30 s is restarted: its tries weigh as ten', () => {
  const { desk, session } = trying({ restart: { afterMs: 30_000, times: 10 } }, 600_000);
  const weights: (readonly number[])[] = [];
  for (let atMs = 1000; atMs < 200_000; atMs = wakeOf(desk, session)) {
    if (atMs > 1000) tryAgain(desk, session, atMs);
    const { atMs: tried, weight } = answered(desk, Infinity);
    if (tried.length > 0) weights.push([at(tried, 0), at(weight, 0)]);
  }
  assert.ok(weights.length > 8);
  // Dark since 999 ms, for the whole run.
  for (const [tried = 0, weight] of weights) assert.is(weight, tried < 30_999 ? 1 : 10);
});

test('who ends, or loses its appliance, before it is answered is booked once', () => {
  const ended = trying({}, 1900);
  finishSession(ended.desk, ended.session, 1900);
  hearAnswers(ended.desk, [Infinity]);
  assert.is(bitsOf(ended.desk), 0.9e6);
  assert.is(timeOf(ended.desk, 'stalledUs'), 901_000);
  const moved = trying();
  moveAway(moved.desk, moved.session, { atMs: 1500, cause: causeAt.loss });
  hearAnswers(moved.desk, [0]);
  assert.is(flowOf(moved.desk, moved.session), absent);
  assert.is(bitsOf(moved.desk), 49e6);
  assert.is(darkOf(moved.desk, moved.session), 999, 'it was dark before');
});

test('starts go by the model of a box, else by its capacity, and a model that is none is told', () => {
  const { scenario, snapshot } = belgianSetup({});
  const [model = ''] = belgium.appliances.model;
  const by = (startsOf: RetryRule['startsOf']) =>
    at(doorsOf(belgium, snapshot, { ...rule, startsPerGbps: 20, startsOf }, 0.5), 0);
  const gbps = at(snapshot.capacityBps, 0) / 1e9;
  assert.is(by([]), (0.5 * 20 * gbps) / 1000, 'half of the members, half of the starts');
  assert.is(by([[model, 8]]), 0.004);
  const retry = { ...rule, startsOf: [[`${model}x`, 8]] as const };
  const asked = { ...scenario, demand: { ...scenario.demand, retry } };
  const [problem] = checkSetup(belgium, asked);
  assert.is(problem?.path, `demand.retry.starts-of.${model}x`);
  assert.match(problem?.text ?? '', `did you mean "${model}"?`);
});

test.run();
