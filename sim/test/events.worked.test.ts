// Which routes do events take along, and which do they leave? Worked out by hand.
import { compileSnapshot, findRow, readIds } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EventGround, Order, ScenarioEvent } from '../events/event.ts';
import { scheduleEvents } from '../events/schedule.ts';
import { claim, noClaims, stepsOf } from '../setup/news/claims.ts';
import { belgium as world } from './support/belgium.ts';

const { snapshot } = compileSnapshot(world);
/** Reports of each 10 ms, which are seen with the next one. */
const clockwork = { startMs: 0, epochMs: 10, delayEpochs: 0 };

/** Three links with routes, which are the links of one site, and what is there beside. */
const routed = [...new Set(world.routes.link)].map((row) => world.links.id[row] ?? '');
const [a = '', b = '', c = '', d = ''] = routed;
const three = new Set([a, b, c]);
const linkSite = Uint32Array.from(readIds(snapshot, 'link'), (id) => (three.has(id) ? 0 : 1));
const ground: EventGround = { world, snapshot: { ...snapshot, linkSite } };

/** What is told of orders where all of them serve. */
function changesOf(orders: readonly Order[]) {
  const claims = noClaims();
  for (const order of orders) if (!order.isEnd) claim(claims, order);
  return stepsOf(claims, new Set(), orders).each.flatMap(({ changes }) => changes);
}

/** Links that have routes withdrawn after the reports of each boundary, by `until` ms. */
function withdrawnAt(events: readonly ScenarioEvent[], until: number): readonly string[] {
  const { orders } = scheduleEvents(ground, events, clockwork);
  const gone = new Map<string, number>();
  for (const change of changesOf(orders.filter(({ dueMs }) => dueMs <= until))) {
    if (change.kind !== 'withdraw' && change.kind !== 'announce') continue;
    const { link = '', kind } = change;
    gone.set(link, (gone.get(link) ?? 0) + (kind === 'withdraw' ? 1 : -1));
  }
  return [...gone].flatMap(([link, count]) => (count > 0 ? [link] : [])).sort();
}
const cut = (target: string | readonly string[], atMs: number, untilMs?: number): ScenarioEvent =>
  untilMs === undefined
    ? { kind: 'link-down', target, atMs }
    : { kind: 'link-down', target, atMs, untilMs };

test('links that are all cut at once are the loss of their site: no route is withdrawn', () => {
  const { orders } = scheduleEvents(ground, [cut([a, b, c], 5, 25)], clockwork);
  assert.equal(orders, []);
  assert.equal(withdrawnAt([cut([a, b], 5)], 10), [a, b].sort(), 'the third goes on');
});

test('the last of three links that is cut brings back the routes that the others took', () => {
  const events = [cut(a, 5), cut(b, 15, 45), cut(c, 25, 35)];
  assert.equal(withdrawnAt(events, 10), [a]);
  assert.equal(withdrawnAt(events, 20), [a, b].sort());
  assert.equal(withdrawnAt(events, 30), [], 'nobody is left to go on over');
  assert.equal(withdrawnAt(events, 40), [a, b].sort(), 'c is back');
  assert.equal(withdrawnAt(events, 50), [a]);
});

test('it makes no difference which of two cuts of one link ends first', () => {
  for (const [first, second] of [
    [35, 55],
    [55, 35],
  ] as const) {
    const events = [cut(a, 5, first), cut([a, b], 15, second)];
    assert.equal(withdrawnAt(events, 30), [a, b].sort());
    assert.equal(withdrawnAt(events, 40), second === 35 ? [a] : [a, b].sort());
    assert.equal(withdrawnAt(events, 60), []);
  }
});

test('a site that is lost beside a cut link is lost, and goes on when it is back', () => {
  const id = world.sites.id[0] ?? '';
  const at = snapshot.siteCount === 0 ? 0 : findRow(snapshot, 'site', id);
  const own = Uint32Array.from(linkSite, (site) => (site === 0 ? at : at + 1));
  const lost: ScenarioEvent = { kind: 'site-down', target: `site ${id}`, atMs: 15, untilMs: 25 };
  const placed = { world, snapshot: { ...snapshot, linkSite: own } };
  const { orders } = scheduleEvents(placed, [cut(a, 5), lost], clockwork);
  assert.equal(
    orders.map(({ event, dueMs, isEnd }) => [event, dueMs, isEnd]),
    [
      [0, 10, false],
      [0, 20, true],
      [0, 30, false],
    ],
  );
});

test('a withdrawal takes along what an event has announced, and nothing of another link', () => {
  const prefix = '11.0.0.0/24';
  const leak: ScenarioEvent = { kind: 'leak', target: a, atMs: 0, keys: { of: [prefix] } };
  const other: ScenarioEvent = { kind: 'leak', target: d, atMs: 0, keys: { of: [prefix] } };
  for (const { claims, event } of scheduleEvents(
    ground,
    [leak, other, { kind: 'withdraw', target: a, atMs: 20 }],
    clockwork,
  ).orders) {
    const leaked = claims.filter((one) => one.of === 'route' && one.key.includes(`\n${prefix}\n`));
    assert.ok(leaked.length > 0, `event ${event}`);
    const link = event === 1 ? d : a;
    for (const one of leaked) assert.ok(one.of === 'route' && one.key.endsWith(`\n${link}`));
  }
});

test('paths that grow longer and links that are cut change what is leaked, too', () => {
  const prefix = '11.0.0.0/24';
  const leak: ScenarioEvent = { kind: 'leak', target: a, atMs: 0, keys: { of: [prefix] } };
  const leakedBy = (event: ScenarioEvent) => {
    const { orders } = scheduleEvents(ground, [leak, event], clockwork);
    return changesOf(orders).flatMap((change) =>
      'prefix' in change && change.prefix === prefix && change.link === a
        ? [change.kind === 'announce' ? change.asPathLength : 'withdrawn']
        : [],
    );
  };
  const lasting = { atMs: 20, untilMs: 40 };
  const clusters = leakedBy({ kind: 'prepend', target: d, ...lasting }).length;
  const times = <T>(value: T) => Array.from({ length: clusters }, () => value);
  const prepend: ScenarioEvent = { kind: 'prepend', target: a, keys: { times: 3 }, ...lasting };
  assert.equal(leakedBy(prepend), [...times(2), ...times(5), ...times(2)]);
  assert.equal(leakedBy(cut(a, 20, 40)), [...times(2), ...times('withdrawn'), ...times(2)]);
});

test.run();
