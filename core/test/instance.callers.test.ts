// What is the caller's fault and stays his, and what would let in what nobody judged?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  answer,
  answerAt,
  compileSnapshot,
  createBatch,
  createCompiler,
  createHandover,
  createInstance,
  openSnapshot,
  prepare,
  proposeOffer,
  type Request,
  readOffer,
  settleOffer,
  step,
} from '../index.ts';
import { codeOf } from './support/code-of.ts';
import { eleven, instanceOf, policy, requestOf } from './support/instances.ts';
import { worldOf } from './support/small-world.ts';
import { sectionRows, sign } from './support/snapshot-damage.ts';
import { pair } from './support/steering.ts';

test("a request that is none is counted as the caller's, and no snapshot is left for it", () => {
  const instance = instanceOf();
  const thrower = {
    get servedBy(): number {
      throw new Error('mine');
    },
    clusterMax: 0,
    siteMax: 0,
  };
  const odd: { readonly [field in keyof Required<Request>]: readonly unknown[] } = {
    vantage: [0.5, true, [], null, 1n, Symbol('v'), -1, 1e9],
    file: [0.5, 1n, Symbol('f'), null, 1e9],
    fileHash: [1n, 'f', undefined, null],
    sessionHash: [1n, Symbol('s'), undefined],
    want: [1n, '5', undefined, null],
    needBits: [1n, null, 'all'],
    wishes: [null, 7, {}, { servedBy: 1n, clusterMax: 0, siteMax: 0 }, thrower],
  };
  let count = 0;
  for (const [field, values] of Object.entries(odd))
    for (const value of values) {
      const out = answer(instance, { ...requestOf(instance), [field]: value } as Request);
      assert.is(out.targetCount, 0, `${field} ${String(value)}`);
      count++;
      assert.equal([instance.counts.ignored.request, instance.counts.contained], [count, 0]);
    }
});

test('nor is one left for a request of a batch that wishes what is none', () => {
  const instance = instanceOf();
  const { file, sessionHash } = requestOf(instance);
  const odd = [null, 7, {}, { servedBy: 1n, clusterMax: 0, siteMax: 0 }] as never[];
  const batch = createBatch(instance.snapshot);
  const requests = {
    family: new Uint8Array(odd.length).fill(4),
    words: new Uint32Array(odd.length * 4),
    file: new Uint32Array(odd.length).fill(file),
    sessionHash: new Uint32Array(odd.length).fill(sessionHash),
  };
  prepare({ ...requests, wishes: odd }, 0, odd.length, 5, batch);
  odd.forEach((_, k) => {
    assert.is(answerAt(instance, batch, k).targetCount, 0);
    assert.equal([instance.counts.ignored.request, instance.counts.contained], [k + 1, 0]);
  });
  const needBits = ['all', 1n, null] as never as number[];
  prepare({ ...requests, needBits }, 0, 3, 5, batch);
  needBits.forEach((_, k) => {
    assert.is(answerAt(instance, batch, k).targetCount, 0);
  });
  assert.equal([instance.counts.ignored.request, instance.counts.contained], [odd.length + 3, 0]);
});

test('half a session, a load beyond all numbers and a word for a boolean change nothing', () => {
  const instance = instanceOf();
  const { counts, appliance, link, fleet } = instance;
  const session = { kind: 'session', atMs: 1, appliance: 0, link: 0, load: 7 } as const;
  step(instance, { ...session, appliance: 0.5 });
  step(instance, { ...session, link: 0.5 });
  step(instance, { ...session, load: 1.7e308 });
  assert.equal([counts.ignored.row, counts.ignored.load], [2, 1]);
  assert.equal([appliance.loads.own[0], link.loads.own[0]], [0, 0]);
  const report = { kind: 'report', atMs: 2 } as const;
  const word = 'false' as unknown as boolean;
  step(instance, { ...report, of: 'link', link: 0, isCut: word });
  const health = { of: 'health', appliance: 0, observer: 0, sequence: 1 } as const;
  step(instance, { ...report, ...health, isFit: word });
  assert.is(counts.ignored.kind, 2);
  assert.is(fleet?.isCut[0], 0);
});

test('drains of who is not in the fleet are bounded, and a resume of nobody is not kept', () => {
  const instance = instanceOf();
  for (let k = 0; k < 1000; k++)
    step(instance, { kind: 'resume', atMs: 1, appliance: `nobody${k}` });
  assert.is(instance.drains.size, 0);
  let refused = 0;
  for (let k = 0; k < 10_200; k++) {
    const order = { kind: 'drain', atMs: 1, appliance: `nobody${k}`, deadlineMs: 9 } as const;
    if (step(instance, order)[0]?.kind === 'refused') refused++;
  }
  assert.is(instance.drains.size, 10_000 + instance.snapshot.applianceCount);
  assert.is(refused, 10_200 - instance.drains.size);
  assert.equal(step(instance, { kind: 'drain', atMs: 1, appliance: 'e1', deadlineMs: 9 }), []);
});

test('an offer that is read late does not let in what was proposed in its buffer since', () => {
  const compiler = createCompiler(worldOf({ ...pair, ...eleven }));
  const handover = createHandover(compiler);
  const instance = createInstance(compiler.snapshot(), policy);
  const capacity = { kind: 'appliance', appliance: 'e1', capacityBps: 9e9 } as const;
  const early = proposeOffer(handover, [capacity]);
  const proposal = compiler.proposal();
  if (early.verdict === 'refused' || proposal === undefined) return assert.unreachable();
  compiler.abort(proposal);
  const gone = eleven.appliances?.map((line) => line.split(' ')[0] ?? '') ?? [];
  const changes = gone.map(
    (appliance) => ({ kind: 'appliance', appliance, state: 'down' }) as const,
  );
  const harmful = proposeOffer(handover, changes);
  if (harmful.verdict === 'refused') return assert.unreachable();
  assert.is(harmful.admission.verdict, 'hold');
  assert.is(harmful.bytes.buffer, early.bytes.buffer, 'the same buffer');
  assert.is(readOffer(early, 1).problems?.[0]?.code, 'reused');
  const cut = { ...harmful, rows: harmful.rows.slice(0, 64) };
  assert.is(readOffer(cut, 1).problems?.[0]?.code, 'bad-rows');
  const { event } = readOffer(harmful, 2);
  if (event === undefined) return assert.unreachable();
  const noVerdict = {
    admission: { verdict: 'yes', reasons: [] },
    against: { epoch: 0, sequence: 0 },
  };
  const [refused] = step(instance, { ...event, judged: noVerdict as never });
  assert.is(refused?.kind === 'refused' && refused.reason, 'unreadable');
  const version = null as never;
  assert.is(
    codeOf(() => settleOffer(handover, [{ kind: 'served', version }])),
    'bad-argument',
  );
});

test('a compiler takes no name and no weight that a file could not have', () => {
  const world = worldOf(pair);
  const odd = [
    ...[{ epoch: -1 }, { sequence: 2 ** 53 }, { fleet: '\ud800' }, { fleet: 5 as never }],
    ...[{ holderWeight: () => Number.NaN }, { holderWeight: () => -1 }, { buffer: 1 as never }],
  ];
  for (const options of odd)
    for (const compile of [compileSnapshot, createCompiler])
      assert.is(
        codeOf(() => compile(world, options)),
        'bad-argument',
        JSON.stringify(options),
      );
  const compiler = createCompiler(world);
  for (const nothing of [undefined, null, 0] as never[])
    assert.is(
      codeOf(() => compiler.revert(nothing)),
      'bad-argument',
    );
});

test('who cannot serve from where it stands is not a snapshot: seats are checked with all rows', () => {
  const lines = { ...pair, links: [...(pair.links ?? []), 'te east transit', 'tw west transit'] };
  const sound = compileSnapshot(worldOf(lines)).snapshot;
  const damaged = (name: string, change: (view: DataView) => void) => {
    const bytes = sound.bytes.slice();
    const section = sectionRows(bytes).find((row) => row.name === name);
    if (section === undefined) throw new Error(`no section is named ${name}`);
    change(new DataView(bytes.buffer, bytes.byteOffset + section.offset, section.byteLength));
    sign(bytes);
    return (openSnapshot(bytes).problems ?? []).map(({ text }) => text).join();
  };
  assert.ok(sound.resortSite.length > 1 && sound.listCluster.length > 1);
  assert.match(
    damaged('siteTransit', (view) => view.setUint32(0, 0xffffffff, true)),
    'resortSite, row',
  );
  assert.match(
    damaged('siteTransit', (view) => view.setUint32(0, sound.siteTransit[1] ?? 0, true)),
    'siteTransit, row 0: is not a transit link of this site',
  );
  assert.match(
    damaged('resortSite', (view) => view.setUint32(4, view.getUint32(0, true), true)),
    'resortSite, row 1: stands twice in its list',
  );
  const [first = 0] = sound.listLink;
  const other = sound.linkSite.findIndex((site) => site !== sound.linkSite[first]);
  assert.match(
    damaged('listLink', (view) => view.setUint32(0, other, true)),
    'listLink, row 0: is not a link of the site',
  );
});

test.run();
