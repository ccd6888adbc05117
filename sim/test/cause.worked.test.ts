// Why is a session not at rank 0? Decisions written by hand, and the cause that each comes to.
import { labels } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Desk } from '../desk/desk.ts';
import { causeOf } from '../desk/player/cause.ts';
import { causes } from '../measures/account.ts';
import { deskOf } from './support/desk.ts';

type Passed = readonly (readonly [letter: string, rank: number, cluster?: number])[];

/** A vantage that hears somebody. */
function heard({ instance: { snapshot } }: Desk): number {
  const { vantageList, listStart } = snapshot;
  return vantageList.findIndex((list) => (listStart[list + 1] ?? 0) > (listStart[list] ?? 0));
}

/** The cause of a session that tried `tried` of targets of these ranks, others being passed over. */
function told(desk: Desk, ranks: readonly number[], passed: Passed, tried = 0): string | undefined {
  const { decision } = desk.instance;
  decision.vantage = heard(desk);
  decision.targetCount = ranks.length;
  decision.targetRank.set(ranks);
  decision.passedCount = passed.length;
  for (const [k, [letter, rank, cluster = 0]] of passed.entries()) {
    decision.passedCluster[k] = cluster;
    decision.passedRank[k] = rank;
    decision.passedLabel[k] = labels.indexOf(letter);
  }
  return causes[causeOf(desk, tried)];
}

test('who is sent to rank 0 is first, whatever else was passed over', () => {
  const desk = deskOf();
  assert.is(told(desk, [0], []), 'first');
  assert.is(told(desk, [0, 1], [['C', 0]]), 'first');
});

test('where no candidate is of rank 0 there was no route', () => {
  assert.is(told(deskOf(), [], []), 'route');
  assert.is(told(deskOf(), [0xffffffff], []), 'route');
});

test('of several candidates of rank 0 the one counts that came furthest', () => {
  const desk = deskOf();
  assert.is(told(desk, [1], [['C', 0]]), 'content');
  assert.is(
    told(
      desk,
      [1],
      [
        ['L', 0],
        ['C', 0],
      ],
    ),
    'load',
  );
  assert.is(
    told(
      desk,
      [1],
      [
        ['C', 0],
        ['L', 1],
      ],
    ),
    'content',
    'those of later ranks say nothing',
  );
});

test('a dead target of rank 0 that was tried is a loss, and what came further is that', () => {
  const desk = deskOf();
  assert.is(told(desk, [0, 1], [['C', 0]], 1), 'loss');
  assert.is(told(desk, [0, 1], [['L', 0]], 1), 'load');
  assert.is(told(desk, [0, 0], [], 1), 'first', 'the next one is of rank 0, too');
  assert.is(told(desk, [1, 2], [['C', 0]], 1), 'content', 'it was not of rank 0');
  assert.is(told(desk, [0, 0], [], 2), 'loss', 'nobody was alive');
});

test('ill is a loss where all that are believed ill are dead, and health where one lives', () => {
  const desk = deskOf();
  const { bulletin, setup } = desk;
  const [from = 0, to = 0] = setup.snapshot.clusterStart;
  assert.ok(to - from >= 2, 'the first cluster has several appliances');
  bulletin.healthy.fill(0, from, to);
  desk.deadAppliance.fill(1, from, to);
  assert.is(told(desk, [1], [['H', 0]]), 'loss');
  desk.deadAppliance[from] = 0;
  assert.is(told(desk, [1], [['H', 0]]), 'health', 'one is back and not yet believed');
});

test('drained is a loss where only leases ran out, and drain where somebody was drained', () => {
  const desk = deskOf();
  const { bulletin, setup } = desk;
  const [from = 0, to = 0] = setup.snapshot.clusterStart;
  bulletin.leased.fill(0, from, to);
  assert.is(told(desk, [1], [['D', 0]]), 'loss');
  setup.snapshot.applianceState[from] = 1;
  assert.is(told(desk, [1], [['D', 0]]), 'drain');
  setup.snapshot.applianceState[from] = 0;
});

test('a link is lost where it is cut, and full where it is not', () => {
  const desk = deskOf();
  const { snapshot } = desk.instance;
  const list = snapshot.vantageList[heard(desk)] ?? 0;
  const at = snapshot.listStart[list] ?? 0;
  const [cluster = 0, link = 0] = [snapshot.listCluster[at], snapshot.listLink[at]];
  assert.is(told(desk, [1], [['K', 0, cluster]]), 'link');
  desk.deadLink[link] = 1;
  assert.is(told(desk, [1], [['K', 0, cluster]]), 'loss');
});

test.run();
