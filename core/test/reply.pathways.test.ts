// Is every target one pathway and one URL, whatever the ids of a world look like?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  compileSnapshot,
  hlsSteering,
  type PathwayKind,
  pathOf,
  pathTemplate,
  pathwayId,
  pathwaysOf,
  pathwayTable,
  rankedUrls,
  readId,
  type SignedPathway,
  steeringPlan,
} from '../index.ts';
import { createDice } from './support/dice.ts';
import { cell } from './support/oracle-basics.ts';
import { decided, hit, ids, lines } from './support/reply-world.ts';
import { worldOf } from './support/small-world.ts';

/** Codes of the problems of a table. */
function tableProblems(host: string, pathway: PathwayKind = 'appliance', change = {}): string[] {
  const { snapshot } = compileSnapshot(worldOf({ ...lines, ...change }));
  const made = pathwayTable(snapshot, { host, pathway });
  return made.problems ? made.problems.map(({ code, path }) => `${code} ${path}`) : [];
}

test('pathwaysOf: appliances stand as the targets do, clusters and sites once each', () => {
  const { snapshot, out, pathways } = decided(hit);
  const targets = [...out.targetAppliance.subarray(0, out.targetCount)];
  assert.equal(
    ids(pathways),
    targets.map((row) => readId(snapshot, 'appliance', row)),
  );
  assert.equal(
    pathways.map(({ host, rank }) => `${host} ${rank}`),
    ids(pathways).map((id) => `${id}.example ${id === 'ams-1' ? 1 : 0}`),
  );
  assert.equal(ids(decided(hit, '{cluster}.example', 'cluster').pathways), ['c-isp', 'c-ams']);
  assert.equal(ids(decided(hit, '{site}.example', 'site').pathways), ['isp', 'ams']);
});

test('pathwayId: keeps legal ids, and no two ids become one', () => {
  assert.is(pathwayId('ams-1.a_B'), 'ams-1.a_B');
  assert.is(pathwayId('köln 1'), '_x.k_c3_b6ln_201');
  const texts = ['_x.a', 'a b', 'a_20b', '_x.a_20b', '', 'ü', '_', 'é', '/', '_x._', 'a:b', 'a.b'];
  const made = texts.map(pathwayId);
  assert.is(new Set(made).size, texts.length, made.join(' '));
  for (const id of made) assert.match(id, /^[A-Za-z0-9._-]+$/);
  for (let seed = 1, dice = createDice(1); seed <= 5000; seed++) {
    const draw = () =>
      Array.from({ length: 1 + dice.below(3) }, () => dice.pick([...'ab_x.0 ü%'])).join('');
    const [a, b] = [draw(), draw()];
    assert.is(pathwayId(a) === pathwayId(b), a === b, `${a} and ${b}`);
  }
});

test('pathwayTable: without a pattern ids stand alone, and no clone or URL is made of them', () => {
  const { snapshot, out, pathways } = decided(hit);
  const { table } = pathwayTable(snapshot, {});
  assert.ok(table);
  const bare = pathwaysOf(table, out);
  assert.equal(ids(bare), ids(pathways));
  assert.ok(bare.every(({ host }) => host === ''));
  const documentOf = (baseId?: string) => {
    const { plan } = steeringPlan(baseId === undefined ? {} : { baseId });
    assert.ok(plan);
    return hlsSteering(plan, bare, 'f');
  };
  assert.is(JSON.parse(documentOf().text ?? '')['PATHWAY-PRIORITY'].length, bare.length);
  assert.is(documentOf('cdn').problems?.[0]?.code, 'no-host');
  assert.throws(
    () => rankedUrls(bare, '/f'),
    ({ code }: { readonly code?: string }) => code === 'no-host',
  );
});

test('pathwayTable: refuses patterns and hosts that would not tell pathways apart', () => {
  assert.equal(tableProblems('cdn.example'), ['bad-template host']);
  assert.equal(tableProblems('{appliance.example'), ['bad-template host']);
  assert.equal(tableProblems('{box}.example'), ['bad-template host']);
  assert.equal(tableProblems('{appliance}.{cluster}.example', 'cluster'), ['bad-template host']);
  assert.equal(tableProblems('{cluster}.{site}.example', 'cluster'), []);
  assert.equal(tableProblems('{appliance}_.example').length, 4);
  const upper = { appliances: ['A c-isp', 'a c-isp', 'b:1 c-ams'] };
  assert.equal(tableProblems('{appliance}.example', 'appliance', upper), [
    'bad-host appliance b:1',
    'host-collision appliance a',
  ]);
});

test('pathTemplate and rankedUrls: an id is one segment of the path, whatever it holds', () => {
  for (const pattern of ['x', '//x', '/{fil}', '/a b', '/?q', '/{file'])
    assert.ok(pathTemplate(pattern).problems, pattern);
  const made = pathTemplate('/v/{file}/main.mpd');
  assert.ok(made.template);
  assert.is(pathOf(made.template, 'a/b?ü'), '/v/a%2Fb%3F%C3%BC/main.mpd');
  const pathway = cell(decided(hit).pathways as never, 0) as unknown as SignedPathway;
  const params = [
    ['z', '1 2'],
    ['a', '&'],
  ] as const;
  const [first] = rankedUrls([{ ...pathway, params }], '/x');
  assert.is(first?.url, `https://${pathway.host}/x?a=%26&z=1%202`);
});

test.run();
