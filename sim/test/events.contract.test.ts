// Does every verb of the registry keep the contract?
import { compileSnapshot } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkTargets } from '../events/check-targets.ts';
import type { EventInput, EventTable, OptionKind, ScenarioEvent } from '../events/event.ts';
import { eventKinds, eventText, scheduleEvents, verbs } from '../events/schedule.ts';
import { findTargets } from '../events/targets.ts';
import { belgium as world } from './support/belgium.ts';

const { snapshot } = compileSnapshot(world);
const ground = { world, snapshot };
const ids: { readonly [table in EventTable]: readonly string[] } = {
  site: world.sites.id,
  cluster: world.clusters.id,
  appliance: world.appliances.id,
  link: world.links.id,
  title: world.titles.id,
  metro: world.metros.id,
  manifest: world.manifestId,
  network: Array.from(world.networks.asn, String),
};
/** A value that every verb takes, by the form of its key. */
const values: { readonly [form in OptionKind]: EventInput } = {
  amount: { how: 'scale', value: 0.5 },
  factor: 2,
  policy: { want: 3 },
  share: 0.5,
  duration: 1000,
  count: 1,
  flag: true,
  family: 'v4',
  text: 'a reason',
  ids: ['11.0.0.0/24'],
  feed: 'load',
  fault: { how: 'doubled', share: 1 },
};
const clockwork = { startMs: 1000, epochMs: 1000, delayEpochs: 1 };

test('names and places are of one kind each, and names of one verb each', () => {
  assert.is(new Set(eventKinds.map(({ name }) => name)).size, eventKinds.length);
  assert.is(new Set(eventKinds.map(({ place }) => place)).size, eventKinds.length);
  assert.is(new Set(verbs.map(({ name }) => name)).size, verbs.length);
  const names = new Set(verbs.map(({ name }) => name));
  for (const key of verbs.flatMap(({ keys }) => keys)) assert.not(names.has(key.name), key.name);
});

test('a key that several verbs have is written in one form', () => {
  const formOf = new Map<string, OptionKind>();
  for (const { name, form } of verbs.flatMap(({ keys }) => keys)) {
    assert.is(formOf.get(name) ?? form, form, name);
    formOf.set(name, form);
  }
});

for (const verb of verbs) {
  const { name, tables, keys, says } = verb;
  const needed = keys.filter(({ isNeeded }) => isNeeded);
  const plain = Object.fromEntries(needed.map((key) => [key.name, values[key.form]]));
  const eventOf = (target: string): ScenarioEvent => ({
    kind: name,
    target,
    atMs: 5000,
    untilMs: 9000,
    keys: plain,
  });

  test(`${name} has a name of words, tables of the world, and says when it begins and ends`, () => {
    assert.match(name, /^[a-z]+(-[a-z]+)*$/);
    for (const table of tables) assert.ok(ids[table].length > 0);
    assert.is.not(says[0], says[1]);
    assert.match(eventText(eventOf('x'), false), says[0]);
    assert.match(eventText(eventOf('x'), true), says[1]);
  });

  test(`${name} touches rows of the world, each once, the same twice, wherever it falls`, () => {
    for (const table of tables)
      for (const id of ids[table].slice(0, 40)) {
        const event = eventOf(`${table} ${id}`);
        const { targets, problems } = findTargets(world, verb, event);
        assert.equal(problems, []);
        const effects = verb.effects(ground, targets, event);
        assert.equal(verb.effects(ground, targets, event), effects);
        const { stops, touches } = effects;
        for (const { appliances, links } of stops === undefined ? [touches] : [touches, stops])
          for (const [rows, count] of [
            [appliances, snapshot.applianceCount],
            [links, snapshot.linkCount],
          ] as const) {
            assert.is(new Set(rows).size, rows.length);
            for (const row of rows) assert.ok(Number.isInteger(row) && row >= 0 && row < count);
          }
      }
  });

  test(`${name} begins and ends when a scenario says, and does at both the same`, () => {
    const [table] = tables;
    const event = eventOf(table === undefined ? '' : `${table} ${ids[table][0]}`);
    const { moments, orders } = scheduleEvents(ground, [event], clockwork);
    assert.equal(
      moments.map(({ atMs, isEnd }) => [atMs, isEnd]),
      [
        [4000, false],
        [8000, true],
      ],
    );
    const [begin, end] = moments;
    assert.equal([begin?.appliances, begin?.links], [end?.appliances, end?.links]);
    const dueMs = orders.map((order) => order.dueMs);
    assert.ok(dueMs.length === 0 || dueMs.length === 2);
    if (orders.length === 2) assert.equal(orders[0]?.claims, orders[1]?.claims);
  });
}

test('an event that makes more of a box or a link than any may have is told before it runs', () => {
  const [link = ''] = world.links.id;
  const own = world.links.capacityBps[0] ?? 0;
  const [site = ''] = world.sites.id;
  const said = (target: string, how: 'set' | 'scale', value: number) =>
    checkTargets(world, [
      { kind: 'degrade', target, atMs: 0, keys: { capacity: { how, value } } },
    ]).map(({ text }) => text);
  assert.equal(said(`link ${link}`, 'set', 1e15), []);
  assert.equal(said(`link ${link}`, 'set', 2e15), [
    `"capacity": link ${link} would carry 2000000000000000 bit/s, above 1000000000000000`,
  ]);
  assert.equal(said(`link ${link}`, 'scale', Math.floor(1e15 / own)), []);
  assert.is(said(`link ${link}`, 'scale', Math.ceil(1e15 / own) + 1).length, 1);
  assert.match(
    said(`site ${site}`, 'scale', 1e9)[0] ?? '',
    `"capacity": site ${site} would carry `,
  );
});

test('a target without its table is looked for in all that the verb takes, and told if it is two', () => {
  const verb = verbs.find(({ name }) => name === 'down');
  if (verb === undefined) return assert.unreachable('there is a verb down');
  const one = { ...world, links: { ...world.links, id: [world.sites.id[0] ?? ''] } };
  const target = world.sites.id[0] ?? '';
  assert.equal(findTargets(world, verb, { target }).targets, [{ table: 'site', id: target }]);
  assert.equal(findTargets(one, verb, { target }).problems, [
    `"${target}" is of site and link: say "site ${target}" or "link ${target}"`,
  ]);
  const named = findTargets(one, verb, { target: [`link ${target}`, 'nobody'] });
  assert.equal(named.targets, [{ table: 'link', id: target }]);
  assert.match(named.problems[0] ?? '', 'this world has no site or appliance or link "nobody"');
});

test.run();
