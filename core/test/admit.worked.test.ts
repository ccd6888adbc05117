// Which share of those who ask does a snapshot leave without an answer? Worked out by hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { admit, compileSnapshot, type Snapshot } from '../index.ts';
import { type Lines, worldOf } from './support/small-world.ts';
import { pair } from './support/steering.ts';

/** East hears 20.1/16 alone and west 20.2/16 alone; each holds what its own manifest says. */
function built(sequence: number, lines: Partial<Lines>): Snapshot {
  const apart = {
    clusters: ['ce east e', 'cw west w'],
    routes: ['ce 20.1.0.0/16 1 le', 'cw 20.2.0.0/16 1 lw'],
    manifests: ['e film', 'w film', 'e other', 'w other'],
  };
  return compileSnapshot(worldOf({ ...pair, ...apart, ...lines }), { sequence }).snapshot;
}

/** Three who ask in the west for one in the east, all for the film. */
const sample = {
  count: 2,
  family: [4, 4],
  words: [0x14020001, 0, 0, 0, 0x14010001, 0, 0, 0],
  weight: [3, 1],
  file: ['film', 'film'],
};

/** What becomes of the sample as a whole. */
function changeOf(lines: Partial<Lines>) {
  const { impact, verdict, reasons } = admit(built(1, {}), built(2, lines), sample);
  const all = impact?.requests.find(({ clients }) => clients === 'sample');
  if (all === undefined) throw new Error('the sample was asked');
  const near = (share: number) => Math.round(share * 100) / 100;
  const shares = [all.noneShare, all.worseShare, all.resortShare].map(near);
  return { shares, verdict, codes: reasons.map(({ code }) => code) };
}

test('nothing new leaves nobody without an answer', () => {
  const { shares, verdict } = changeOf({});
  assert.equal(shares, [0, 0, 0]);
  assert.is(verdict, 'apply');
});

test('a film that the west holds no more is missing to three of four who ask for it', () => {
  const { shares, verdict, codes } = changeOf({ manifests: ['e film', 'e other', 'w other'] });
  assert.equal(shares, [0.75, 0.75, 0]);
  assert.is(verdict, 'hold');
  for (const code of ['none', 'worse'] as const) assert.ok(codes.includes(code), codes.join());
});

test('where an exchange has transit they get the last resort instead: worse, and not none', () => {
  const transit = ['le east pni', 'lt east transit', 'lw west pni'];
  const { impact } = admit(
    built(1, { links: transit }),
    built(2, { links: transit, manifests: ['e film', 'e other', 'w other'] }),
    sample,
  );
  const all = impact?.requests.find(({ clients }) => clients === 'sample');
  const near = (share = Number.NaN) => Math.round(share * 100) / 100;
  assert.equal([all?.noneShare, all?.worseShare, all?.resortShare].map(near), [0, 0.75, 0.75]);
});

test.run();
