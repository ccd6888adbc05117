// Do requests get what they ask beyond the contract: who serves them, needs, spread, scope?
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileSnapshot, createState, vantageOf } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { linesAnswerer } from '../commands/answer-lines.ts';
import { openMasks } from '../commands/open-state.ts';
import { tinyWorld } from './support/tiny-world.ts';

const near = { id: 'e1', kind: 'embedded', appliances: 2, capacityBps: 1e10, linkBps: 1e11 };
const sites = [
  { ...near, kind: 'embedded', hops: 1 },
  { ...near, id: 'x1', kind: 'ix', hops: 2, hasTransit: true },
] as const;
const { snapshot } = compileSnapshot(tinyWorld({ sites, members: 100 }));
const folder = mkdtempSync(join(tmpdir(), 'fairlead-options-'));

type Options = Parameters<typeof linesAnswerer>[2];
const ask = (change = {}, options: Options = {}) => {
  const line = { client: '11.1.2.3', file: 'f0', session: 's1', want: 5, ...change };
  const answer = linesAnswerer(snapshot, createState(snapshot), options);
  return JSON.parse(answer([{ text: JSON.stringify(line), number: 7 }])[0] ?? '');
};
const sitesOf = ({ targets }: { targets: { site: string }[] }) =>
  targets.map(({ site }) => site).join(' ');

test('servedBy: comes first, and an id that nobody knows changes nothing', () => {
  const plain = ask();
  const { appliance } = plain.targets[3];
  assert.is(ask({ servedBy: appliance }).targets[0].appliance, appliance);
  assert.equal(ask({ servedBy: 'long gone' }), plain);
});

test('spread: one of each site', () => {
  assert.is(sitesOf(ask({ spread: { site: 1 } })), 'e1 x1');
  assert.is(sitesOf(ask({ spread: { cluster: 2 } })), 'e1 e1 x1 x1');
});

test('a wish that makes no sense is refused at its line', () => {
  for (const [change, code] of [
    [{ servedBy: 7 }, 'bad-request'],
    [{ territory: '' }, 'bad-request'],
    [{ capabilities: 'h3' }, 'bad-request'],
    [{ capabilities: [1] }, 'bad-request'],
    [{ spread: 2 }, 'bad-spread'],
    [{ spread: {} }, 'bad-spread'],
    [{ spread: { site: 0 } }, 'bad-spread'],
    [{ spread: { rack: 1 } }, 'bad-spread'],
  ] as const) {
    const { error } = ask(change);
    assert.equal([error?.code, error?.line], [code, 7], JSON.stringify(change));
  }
});

test('a state says which families, capabilities and territories an appliance is fit for', async () => {
  const path = join(folder, 'state.csv');
  const [first, second] = ask().targets.map(({ appliance }: { appliance: string }) => appliance);
  writeFileSync(
    path,
    'kind,id,healthy,shed_share,families,capabilities,territories\n' +
      `appliance,${first},,,6,,\nappliance,${second},,,,h3 tls13,DE FR\n`,
  );
  const { state, words } = await openMasks(path, snapshot);
  const told = (change: object) => {
    const line = { client: '11.1.2.3', file: 'f0', session: 's1', ...change };
    const lines = [{ text: JSON.stringify(line), number: 1 }];
    const answer = JSON.parse(linesAnswerer(snapshot, state, { words })(lines)[0] ?? '');
    return answer.targets.map(({ appliance }: { appliance: string }) => appliance);
  };
  assert.not.ok(told({}).includes(first), 'the client is an IPv4 client');
  assert.ok(told({ territory: 'FR', capabilities: ['h3'] }).includes(second));
  assert.not.ok(told({ territory: 'IT' }).includes(second));
  assert.not.ok(told({ capabilities: ['h3', 'hdr'] }).includes(second));
  writeFileSync(path, `kind,id,healthy,shed_share,families\nappliance,${first},,,5\n`);
  try {
    await openMasks(path, snapshot);
    assert.unreachable();
  } catch (error) {
    assert.match(JSON.stringify(error), 'expected 4 or 6');
  }
});

test('scope: every address of the prefix has the vantage, and the next shorter one does not', () => {
  assert.not.ok('scope' in ask());
  const { scope, vantage } = ask({}, { hasScope: true });
  const mask = (length: number) => (length === 0 ? 0 : (-1 << (32 - length)) >>> 0);
  const address = 0x0b010203;
  const ends = (length: number) => {
    const first = (address & mask(length)) >>> 0;
    return [first, (first | ~mask(length)) >>> 0].map((each) =>
      vantageOf(snapshot, 4, Uint32Array.of(each, 0, 0, 0)),
    );
  };
  assert.equal(ends(scope), [vantage, vantage]);
  assert.is.not(ends(scope - 1).join(), `${vantage},${vantage}`);
  assert.is(ask({ client: '::ffff:11.1.2.3' }, { hasScope: true }).scope, 96 + scope);
});

test('embedded IPv4: NAT64 and 6to4 clients are the IPv4 client where it is asked', () => {
  const plain = ask({}, { hasScope: true });
  const read = { hasScope: true, readsEmbedded: true };
  for (const [client, more] of [
    ['64:ff9b::11.1.2.3', 96],
    ['2002:b01:203::1', 16],
  ] as const) {
    assert.equal(ask({ client }, read), { ...plain, scope: plain.scope + more });
    assert.is(ask({ client }).reason, 'last-resort');
  }
});

test.after(() => rmSync(folder, { recursive: true }));
test.run();
