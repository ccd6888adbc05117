// Does every fault in the registry keep the contract?
import { compileSnapshot } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faultNames, faults, faultTable, scheduleFaults } from '../faults/schedule.ts';
import { generateWorld } from '../generate/generate-world.ts';

const codes = ['BE', 'GR', 'IE', 'NL'];
const places = codes.flatMap((country, row) =>
  Array.from({ length: 12 }, (_, k) => ({
    name: `Town ${country} ${String.fromCharCode(65 + k)}`,
    country,
    lat: 40 + row * 3 + k / 20,
    lon: 4 + row * 3 + k / 20,
    timezone: 'Europe/Brussels',
    population: Math.round(1e6 / (k + 1)),
  })),
);
const countries = codes.map((code) => ({
  code,
  name: code,
  continent: 'EU',
  languages: ['en'],
}));
const world = generateWorld({ size: 'small', seed: 1 }, places, countries);
const { snapshot } = compileSnapshot(world);
const rowCount = {
  site: snapshot.siteCount,
  appliance: snapshot.applianceCount,
  link: snapshot.linkCount,
};
const ids = { site: world.sites.id, appliance: world.appliances.id, link: world.links.id };

test('names and places are of one fault each', () => {
  assert.is(new Set(faultNames).size, faults.length);
  assert.is(new Set(faults.map(({ place }) => place)).size, faults.length);
});

for (const { name, table, strike } of faults) {
  test(`${name} has a name of words, and a table of the world`, () => {
    assert.match(name, /^[a-z]+(-[a-z]+)*$/);
    assert.ok(rowCount[table] > 0);
    assert.is(faultTable(name), table);
  });

  test(`${name} strikes rows of the world, each once, the same twice, wherever it falls`, () => {
    for (let target = 0; target < rowCount[table]; target++) {
      const struck = strike(snapshot, target);
      const { appliances, links, withdrawn } = struck;
      assert.equal(strike(snapshot, target), struck);
      assert.ok(appliances.length + links.length > 0, 'something stops');
      for (const [rows, count] of [
        [appliances, snapshot.applianceCount],
        [links, snapshot.linkCount],
      ] as const) {
        assert.is(new Set(rows).size, rows.length);
        for (const row of rows) assert.ok(Number.isInteger(row) && row >= 0 && row < count);
      }
      for (const row of withdrawn) assert.ok(links.includes(row), 'what is withdrawn stops');
    }
  });

  test(`${name} begins and ends when a scenario says`, () => {
    const target = ids[table][0] ?? '';
    const events = [{ kind: name, target, atMs: 5000, untilMs: 9000 }];
    const strikes = scheduleFaults(snapshot, events, 1000);
    assert.equal(
      strikes.map(({ atMs, isEnd }) => [atMs, isEnd]),
      [
        [4000, false],
        [8000, true],
      ],
    );
    const [begin, end] = strikes;
    assert.equal({ ...begin, atMs: 0, isEnd: true }, { ...end, atMs: 0 });
  });
}

test.run();
