// Does an instance read loads in their unit, on both rows of a session, and keep them? By hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  carryState,
  compileSnapshot,
  createCompiler,
  createHandover,
  createState,
  type Instance,
  proposeOffer,
  readOffer,
  setLink,
  settleOffer,
  step,
} from '../index.ts';
import { built, eleven, instanceOf } from './support/instances.ts';
import { worldOf } from './support/small-world.ts';
import { pair } from './support/steering.ts';

/** All that is shed, in units of 1/65536. */
const all = 65_536;
const shedMask = 0x1ffff;
const tick = (atMs: number) => ({ kind: 'tick', atMs }) as const;
const load = (table: 'appliance' | 'link', carried: number, atMs: number) =>
  ({ kind: 'report', of: 'load', table, row: 0, load: carried, measuredMs: atMs, atMs }) as const;
const shedOf = ({ state }: Instance) => [(state.appliance[0] ?? 0) & shedMask, state.link[0]];

test('loads in kbit/s are compared with capacities in kbit/s', () => {
  // A box of 10 Gbit/s carries 10,000,000 kbit/s: 9,800,000 are 98 %, above the 97 of its rule.
  const instance = instanceOf(built(1), { loadUnitBps: 1000 });
  const { snapshot } = instance;
  const kbps = (snapshot.capacityBps[0] ?? 0) / 1000;
  step(instance, load('appliance', 0.98 * kbps, 0));
  step(instance, tick(0));
  assert.equal(shedOf(instance), [all, 0]);
  const other = instanceOf(built(1), { loadUnitBps: 1000 });
  step(other, load('appliance', 0.5 * kbps, 0));
  step(other, tick(0));
  assert.equal(shedOf(other), [0, 0]);
});

test('a session counts on its appliance and on its link at once, each by its own room', () => {
  for (const [of, shed] of [
    ['capacityBps', [all, 0]],
    ['linkCapacityBps', [0, all]],
  ] as const) {
    const snapshot = built(1);
    // The one has room for one session of 98, the other for a thousand.
    const room = { capacityBps: 1e5, linkCapacityBps: 1e5, [of]: 100 };
    snapshot.capacityBps.fill(room.capacityBps);
    snapshot.linkCapacityBps.fill(room.linkCapacityBps);
    const instance = instanceOf(snapshot);
    for (const table of ['appliance', 'link'] as const) step(instance, load(table, 0, 0));
    step(instance, tick(0));
    assert.equal(shedOf(instance), [0, 0]);
    step(instance, { kind: 'session', atMs: 1, appliance: 0, link: 0, load: 98 });
    assert.equal(shedOf(instance), shed, of);
  }
});

test('a link that is cut sheds everybody, and one that is whole again nobody', () => {
  const instance = instanceOf();
  const cut = (isCut: boolean, atMs: number) => {
    step(instance, { kind: 'report', of: 'link', link: 0, isCut, atMs });
    step(instance, tick(atMs));
    return instance.state.link[0];
  };
  assert.equal([cut(true, 0), cut(false, 1000)], [all, 0]);
});

test('what a link sheds goes with its id to another row', () => {
  const [from, to] = [built(1), compileSnapshot(worldOf({ ...pair, ...more })).snapshot];
  const state = createState(from);
  setLink(state, 0, 0.25);
  setLink(state, 1, 0.5);
  // `la` is new and comes before `le` and `lw`: .25 × 65536 = 16384, .5 × 65536 = 32768.
  assert.equal([...carryState(from, state, to).link], [0, 16_384, 32_768]);
});
const more = { links: ['la east pni', 'le east pni', 'lw west pni'] };

test('a drain goes with its id to another row', () => {
  const instance = instanceOf(built(1, eleven));
  step(instance, { kind: 'drain', atMs: 0, appliance: 'e1', deadlineMs: Number.NaN });
  const [before] = [...instance.drainRows.keys()];
  const appliances = ['a0 ce', ...(eleven.appliances ?? [])];
  step(instance, { kind: 'snapshot', atMs: 1, snapshot: built(2, { ...eleven, appliances }) });
  assert.is(instance.snapshot.sequence, 2);
  const [after] = [...instance.drainRows.keys()];
  assert.is(after, (before ?? 0) + 1);
});

test('an offer whose buffer holds the next one is refused by name', () => {
  const compiler = createCompiler(worldOf({ ...pair, ...eleven }));
  const handover = createHandover(compiler);
  const propose = (capacityBps: number) =>
    proposeOffer(handover, [{ kind: 'appliance', appliance: 'e1', capacityBps }]);
  const first = propose(9e9);
  const version = compiler.proposal();
  assert.ok(version !== undefined && first.verdict === 'proposed');
  settleOffer(handover, [{ kind: 'refused', what: 'snapshot', reason: 'known', version }]);
  const second = propose(8e9);
  assert.ok(second.verdict === 'proposed' && second.bytes.buffer === first.bytes.buffer);
  assert.is(readOffer(second, 0).problems, undefined);
  assert.is(readOffer(first, 0).problems?.[0]?.code, 'reused');
});

test.run();
