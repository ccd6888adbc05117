// Does every lint rule in the registry keep the contract?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lint, lintRules, severities } from '../index.ts';
import * as registry from '../lint/registry.ts';
import { surveyOf } from '../lint/survey.ts';
import { randomCase } from './support/random-world.ts';

const worlds = Array.from({ length: 12 }, (_, seed) => randomCase(seed + 1).world);
const ownAsns = [2906, 40027];

test('names and places are of one rule each, and rules are told by place', () => {
  assert.is(new Set(lintRules.map(({ name }) => name)).size, lintRules.length);
  const places = lintRules.map(({ place }) => place);
  assert.is(new Set(places).size, lintRules.length);
  assert.equal(
    places,
    [...places].sort((a, b) => a - b),
  );
});

for (const { name, asks, find } of Object.values(registry)) {
  test(`${name} has a name of words and asks something`, () => {
    assert.match(name, /^[a-z]+(-[a-z]+)*$/);
    assert.ok(asks.length > 10 && !asks.endsWith('?') && !asks.endsWith('.'), asks);
  });

  test(`${name} finds the same twice: a cause, rows of the world, and finite sums`, () => {
    worlds.forEach((world, k) => {
      const before = worlds[(k + 1) % worlds.length];
      const options = { before, sample: undefined, ownAsns };
      const survey = surveyOf(world, options);
      const drafts = find(survey);
      assert.equal(find(surveyOf(world, options)), drafts);
      for (const draft of drafts) {
        assert.match(draft.cause, /^[a-z0-9]+(-[a-z0-9]+)*$/);
        assert.ok(severities.includes(draft.severity));
        for (const [rows, count] of [
          [draft.sites, world.sites.id.length],
          [draft.clusters, world.clusters.id.length],
          [draft.links, world.links.id.length],
        ] as const)
          for (const row of rows) assert.ok(Number.isInteger(row) && row >= 0 && row < count);
        for (const sums of [draft.affected, draft.offsite])
          for (const sum of Object.values(sums)) assert.ok(Number.isFinite(sum) && sum >= 0);
        for (const key of ['v4AddressCount', 'v6BlockCount', 'sampleWeight'] as const)
          assert.ok(draft.offsite[key] <= draft.affected[key], 'offsite is a part of affected');
      }
    });
  });
}

test('what a rule finds comes out of lint under its name', () => {
  const names = new Set(lintRules.map(({ name }) => name));
  for (const world of worlds)
    for (const { rule } of lint(world).findings) assert.ok(names.has(rule), rule);
});

test.run();
