// Are steering documents what players and the specifications expect?
import { Ajv2020 } from 'ajv/dist/2020.js';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  compileSnapshot,
  createDecision,
  createState,
  dashSteering,
  dashSteeringSchema,
  decide,
  hlsSteering,
  hlsSteeringSchema,
  type Pathway,
  pathOf,
  pathTemplate,
  pathwaysOf,
  pathwayTable,
  rankedUrls,
  readId,
  type SteeringOptions,
  steeringPlan,
} from '../index.ts';
import { createDice } from './support/dice.ts';
import { cell } from './support/oracle-basics.ts';
import { randomCase } from './support/random-world.ts';
import { decided, far, hit, ids, nobodys } from './support/reply-world.ts';

const ajv = new Ajv2020({ allErrors: true, strict: true });
const validators = {
  hls: ajv.compile(hlsSteeringSchema),
  dash: ajv.compile(dashSteeringSchema),
};

function planOf(options: SteeringOptions) {
  const made = steeringPlan(options);
  if (made.problems) throw new Error(JSON.stringify(made.problems));
  return made.plan;
}

test('hls and dash: a last resort is written like any other, nobody at all is a problem', () => {
  const plan = planOf({});
  const resort = decided(far).pathways;
  assert.equal(
    resort.map(({ id, rank }) => `${id} ${rank}`),
    ['fra-1 null'],
  );
  const { pathways } = decided(nobodys);
  assert.equal(pathways, []);
  for (const write of [hlsSteering, dashSteering]) {
    assert.match((write(plan, resort, 'far') as { text: string }).text, /PRIORITY":\["fra-1"\]/);
    const none = write(plan, pathways, 'f');
    assert.is(none.problems?.[0]?.code, 'no-target');
    const { text } = write(planOf({ fallbackIds: ['other'] }), [], 'f') as { text: string };
    assert.equal(JSON.parse(text)['PATHWAY-PRIORITY'], ['other']);
  }
});

test('hlsSteering: writes what the example in the specification has, field by field', () => {
  const pathway = {
    ...(cell(decided(hit).pathways, 0) as Pathway),
    id: 'CDN-A',
    host: 'a.example',
  };
  const plan = planOf({
    ttlS: 60,
    reloadUri: 'https://steer.example/m?s=1',
    baseId: 'CDN-B',
    fallbackIds: ['CDN-B'],
    variantUris: [{ stableId: 'Video-128', uri: 'https://{host}/q/{file}.m3u8?v=1' }],
    renditionUris: [{ stableId: 'Audio-1', uri: 'https://{host}/a/{file}.m3u8' }],
  });
  const params = [['token', 'k.b.s']] as const;
  const { text } = hlsSteering(plan, [{ ...pathway, params }], 'f/1') as { text: string };
  assert.equal(JSON.parse(text), {
    VERSION: 1,
    TTL: 60,
    'RELOAD-URI': 'https://steer.example/m?s=1',
    'PATHWAY-PRIORITY': ['CDN-A', 'CDN-B'],
    'PATHWAY-CLONES': [
      {
        'BASE-ID': 'CDN-B',
        ID: 'CDN-A',
        'URI-REPLACEMENT': {
          HOST: 'a.example',
          PARAMS: { token: 'k.b.s' },
          'PER-VARIANT-URIS': { 'Video-128': 'https://a.example/q/f%2F1.m3u8?v=1&token=k.b.s' },
          'PER-RENDITION-URIS': { 'Audio-1': 'https://a.example/a/f%2F1.m3u8?token=k.b.s' },
        },
      },
    ],
  });
});

test('dashSteering: has the list under both names, and no URIs of single variants', () => {
  const { pathways } = decided(hit);
  const plan = planOf({
    baseId: 'base',
    variantUris: [{ stableId: 'v', uri: 'https://{host}/v' }],
  });
  const document = JSON.parse((dashSteering(plan, pathways, 'hit') as { text: string }).text);
  assert.equal(document['SERVICE-LOCATION-PRIORITY'], ids(pathways));
  assert.equal(document['PATHWAY-PRIORITY'], ids(pathways));
  assert.equal(document['PATHWAY-CLONES'][0]['URI-REPLACEMENT'], {
    HOST: cell(pathways as never, 0) && (pathways[0] as Pathway).host,
  });
});

/** Signed pathways of random decisions in random worlds. */
function* randomReplies() {
  for (let seed = 1; seed <= 150; seed++) {
    const { world } = randomCase(seed);
    // Ids of random worlds are no host names, on purpose.
    const id = world.appliances.id.map((_, row) => `a-${row}`);
    const { snapshot } = compileSnapshot({ ...world, appliances: { ...world.appliances, id } });
    const dice = createDice(seed);
    const made = pathwayTable(snapshot, { host: '{appliance}.cdn.example' });
    if (made.problems) throw new Error(JSON.stringify(made.problems));
    if (snapshot.fileCount === 0) continue;
    const out = createDecision(snapshot);
    for (let k = 0; k < 20; k++) {
      const file = dice.below(snapshot.fileCount);
      const fileHash = cell(snapshot.fileHash, file);
      const vantage = dice.below(snapshot.vantageCount);
      const request = { vantage, file, fileHash, sessionHash: k, want: 1 + dice.below(16) };
      decide(snapshot, createState(snapshot), request, out);
      const params = dice.below(2) === 0 ? [] : ([['token', `t${k}`]] as const);
      const pathways = pathwaysOf(made.table, out).map((each) => ({ ...each, params }));
      yield { pathways, file: readId(snapshot, 'file', file), dice, targets: out.targetCount };
    }
  }
}

test('hls and dash: 3,000 random decisions give documents that the schemas accept', () => {
  let documents = 0;
  for (const { pathways, file, dice, targets } of randomReplies()) {
    const plan = planOf({
      ...(dice.below(2) === 0 && { baseId: 'the-base' }),
      ...(dice.below(2) === 0 && { fallbackIds: ['other.1', 'other_2'] }),
      ttlS: 1 + dice.below(86_400),
    });
    assert.is(pathways.length, targets, 'each appliance is one pathway');
    for (const [name, write] of [
      ['hls', hlsSteering],
      ['dash', dashSteering],
    ] as const) {
      const made = write(plan, pathways, file);
      if (made.problems) continue;
      const document = JSON.parse(made.text);
      assert.ok(validators[name](document), JSON.stringify(validators[name].errors));
      assert.equal(document['PATHWAY-PRIORITY'].slice(0, targets), ids(pathways));
      documents++;
    }
  }
  assert.ok(documents > 3000, `${documents} documents only`);
});

test('the schemas refuse documents that the specifications forbid', () => {
  const good = { VERSION: 1, TTL: 300, 'PATHWAY-PRIORITY': ['a'] };
  const clone = { 'BASE-ID': 'a', ID: 'b', 'URI-REPLACEMENT': { HOST: 'b.example' } };
  const wrong: object[] = [
    { ...good, VERSION: 2 },
    { ...good, TTL: 1.5 },
    { VERSION: 1, TTL: 300 },
    { ...good, 'PATHWAY-PRIORITY': [] },
    { ...good, 'PATHWAY-PRIORITY': ['a', 'a'] },
    { ...good, 'PATHWAY-PRIORITY': ['a b'] },
    { ...good, 'PATHWAY-CLONES': [{ ...clone, ID: undefined }] },
    { ...good, 'PATHWAY-CLONES': [{ ...clone, 'URI-REPLACEMENT': { HOST: '' } }] },
    { ...good, 'PATHWAY-CLONES': [{ ...clone, 'URI-REPLACEMENT': { PARAMS: { '': 'x' } } }] },
    { ...good, 'PATHWAY-CLONES': [{ ...clone, 'URI-REPLACEMENT': { PARAMS: { a: 1 } } }] },
  ];
  for (const validate of [validators.hls, validators.dash]) {
    assert.ok(validate({ ...good, 'PATHWAY-CLONES': [clone] }), JSON.stringify(validate.errors));
    for (const document of wrong)
      assert.not(validate(JSON.parse(JSON.stringify(document))), JSON.stringify(document));
  }
  const perVariant = { 'PER-VARIANT-URIS': { v: 'https://x.example/' } };
  const cloned = { ...good, 'PATHWAY-CLONES': [{ ...clone, 'URI-REPLACEMENT': perVariant }] };
  assert.ok(validators.hls(cloned));
  assert.not(validators.dash(cloned));
});

/** What a player makes of a URI of the base pathway. Written after the rules for clones. */
function asPlayer(uri: string, replacement: { HOST: string; PARAMS?: { [name: string]: string } }) {
  const url = new URL(uri);
  url.host = replacement.HOST;
  for (const [name, value] of Object.entries(replacement.PARAMS ?? {}))
    url.searchParams.set(name, value);
  return url.href;
}

test('a player that follows the clones asks for the very URLs that the plain list has', () => {
  const plan = planOf({ baseId: 'the-base' });
  let compared = 0;
  for (const { pathways, file } of randomReplies()) {
    const made = pathTemplate('/v/{file}');
    const path = made.template ? pathOf(made.template, file) : '';
    const urls = rankedUrls(pathways, path).map(({ url }) => url);
    const steering = hlsSteering(plan, pathways, file);
    if (steering.problems) continue;
    const clones = JSON.parse(steering.text)['PATHWAY-CLONES'] as {
      'URI-REPLACEMENT': { HOST: string };
    }[];
    const played = clones.map((clone) =>
      asPlayer(`https://base.example${path}`, clone['URI-REPLACEMENT']),
    );
    assert.equal(
      played,
      urls.map((url) => new URL(url).href),
    );
    compared += urls.length;
  }
  assert.ok(compared > 3000, `${compared} URLs only`);
});

test('steeringPlan: refuses what no document may have, each with its own code', () => {
  const codes = (options: SteeringOptions) => {
    const made = steeringPlan(options);
    return made.problems ? made.problems.map(({ code, path }) => `${code} ${path}`) : [];
  };
  for (const ttlS of [0, -1, 1.5, 86_401, Number.NaN])
    assert.equal(codes({ ttlS }), ['bad-ttl ttlS']);
  assert.equal(codes({ reloadUri: 'a b' }), ['bad-uri reloadUri']);
  assert.equal(codes({ baseId: 'a b', fallbackIds: ['ü'] }), [
    'bad-pathway pathways',
    'bad-pathway pathways',
  ]);
  assert.equal(codes({ fallbackIds: ['a', 'a'] }), ['bad-pathway fallbackIds']);
  const uris = (stableId: string, uri: string) =>
    codes({ baseId: 'b', variantUris: [{ stableId, uri }] });
  assert.equal(uris('v', 'https://{host}/{file}'), []);
  for (const [id, uri] of [
    ['a b', 'https://h/'],
    ['v', '/relative'],
    ['v', 'https://{hots}/'],
  ])
    assert.equal(uris(id as string, uri as string), ['bad-uri variantUris']);
  assert.equal(codes({ variantUris: [{ stableId: 'v', uri: 'https://{host}/' }] }), [
    'bad-uri baseId',
  ]);
  const { pathways } = decided(hit);
  const clash = hlsSteering(planOf({ fallbackIds: ['ams-1'] }), pathways, 'f');
  assert.is(clash.problems?.[0]?.code, 'pathway-clash');
});

test.run();
