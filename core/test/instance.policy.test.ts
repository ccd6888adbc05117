// Is a policy refused by which nobody can go, and an event that is full of junk never thrown at?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { admissionLimits } from '../admit/policy.ts';
import {
  type AdmissionPolicy,
  admit,
  createCompiler,
  createHandover,
  createInstance,
  defaultAdmission,
  type InstanceEvent,
  type InstancePolicy,
  proposeOffer,
  step,
} from '../index.ts';
import { codeOf } from './support/code-of.ts';
import { built, eleven, instanceOf, policy } from './support/instances.ts';
import { worldOf } from './support/small-world.ts';
import { pair } from './support/steering.ts';

type Tree = { readonly [member: string]: unknown };

/** Every number of a policy: the names that lead to it. */
function numbersIn(tree: Tree, path: readonly string[] = []): string[][] {
  return Object.entries(tree).flatMap(([name, value]) => {
    if (typeof value === 'number') return [[...path, name]];
    return typeof value === 'object' && value !== null
      ? numbersIn(value as Tree, [...path, name])
      : [];
  });
}

/** A copy of `tree` with `value` at the end of the path. */
function withAt(tree: Tree, [name = '', ...rest]: readonly string[], value: unknown): Tree {
  const own = tree[name];
  const next = rest.length === 0 ? value : withAt(own as Tree, rest, value);
  if (Array.isArray(tree)) return tree.with(Number(name), next) as unknown as Tree;
  return { ...tree, [name]: next };
}

const junk = [Number.NaN, 'much', undefined, null, 1n, {}, Number.NEGATIVE_INFINITY];

/** What an instance says of a policy that comes in while it serves. */
function reasonOf(odd: Tree): string {
  const instance = instanceOf();
  const before = instance.policy;
  const event = { kind: 'policy', atMs: 1, policy: odd as unknown as InstancePolicy } as const;
  const [effect] = step(instance, event);
  assert.is(instance.policy === before, effect?.kind === 'refused', 'the policy of before goes on');
  return effect?.kind === 'refused' ? effect.reason : 'taken';
}

test('every number of a policy is looked at: what is none is refused by its name', () => {
  const paths = numbersIn(policy as unknown as Tree);
  assert.ok(paths.length > 30);
  for (const path of paths)
    for (const value of junk) {
      if (path[0] === 'slowStart' && value === Number.NEGATIVE_INFINITY) continue; // at once
      const odd = withAt(policy as unknown as Tree, path, value);
      const reason = reasonOf(odd);
      const [name = '', ...rest] = path;
      const said = name === 'observerWeights' ? name : [name, ...rest].join('.');
      assert.ok(reason.startsWith(`${said} must be`), `${said} ${String(value)}: ${reason}`);
      assert.is(
        codeOf(() => createInstance(built(1), odd as unknown as InstancePolicy)),
        'bad-policy',
      );
    }
});

test('numbers of a policy that are beyond their limits are refused, and those at them are taken', () => {
  const said = (path: string, value: unknown) =>
    reasonOf(withAt(policy as unknown as Tree, path.split('.'), value));
  assert.is(said('admission.movedShareMax', 1.5), 'admission.movedShareMax must be 0 to 1');
  assert.is(
    said('bake.keptCount', 0),
    'bake.keptCount must be a whole number, 1 to 9007199254740991',
  );
  assert.is(said('bake.keptCount', 2.5).slice(0, 14), 'bake.keptCount');
  assert.is(said('bake.bakeMs', -1), 'bake.bakeMs must be 0 or more');
  assert.is(said('health.quorum', 0), 'health.quorum must be above 0');
  assert.is(said('lease.lateShareMax', -0.1), 'lease.lateShareMax must be 0 to 1');
  assert.is(
    said('linkLoad.shed.from', 0.97),
    'linkLoad.shed.from must be below linkLoad.shed.full',
  );
  assert.is(said('isFailClosed', 1), 'isFailClosed must be true or false');
  assert.is(said('bake', null), 'bake must be an object');
  for (const [path, value] of [
    ['bake.bakeMs', Number.POSITIVE_INFINITY],
    ['lease.leaseMs', Number.POSITIVE_INFINITY],
    ['admission.movedShareMax', 1],
    ['slowStart.rampMs', 0],
  ] as const)
    assert.is(
      codeOf(() =>
        createInstance(
          built(1),
          withAt(policy as unknown as Tree, path.split('.'), value) as unknown as InstancePolicy,
        ),
      ),
      '',
      path,
    );
});

test('admit and proposeOffer take no limit out of its range, and nothing stays proposed', () => {
  const compiler = createCompiler(worldOf({ ...pair, ...eleven }));
  const handover = createHandover(compiler);
  assert.equal(admissionLimits.map(([name]) => name).sort(), Object.keys(defaultAdmission).sort());
  for (const [path, min, max] of admissionLimits)
    for (const value of [...junk, min - 0.1, max + 0.1].filter((odd) => odd !== max)) {
      const odd = { ...defaultAdmission, [path]: value } as AdmissionPolicy;
      assert.is(
        codeOf(() => admit(undefined, built(1), undefined, odd)),
        'bad-policy',
      );
      const changes = [{ kind: 'appliance', appliance: 'e1', capacityBps: 9e9 }] as const;
      assert.is(
        codeOf(() => proposeOffer(handover, changes, { admission: odd })),
        'bad-policy',
      );
    }
  assert.is(compiler.proposal(), undefined);
});

/** An event of each kind, all of whose fields are right. */
const events: readonly Tree[] = [
  { kind: 'report', of: 'load', table: 'appliance', row: 0, load: 1, measuredMs: 1, atMs: 1 },
  { kind: 'report', of: 'health', observer: 0, appliance: 0, isFit: false, sequence: 1, atMs: 1 },
  { kind: 'report', of: 'lease', appliance: 0, atMs: 1 },
  { kind: 'report', of: 'link', link: 0, isCut: true, atMs: 1 },
  { kind: 'session', appliance: 0, link: 0, load: 1, atMs: 1 },
  { kind: 'tick', atMs: 1 },
  { kind: 'snapshot', snapshot: built(2), sample: undefined, judged: undefined, rows: undefined },
  { kind: 'override', because: 'it moves', atMs: 1 },
  { kind: 'rollback', atMs: 1 },
  { kind: 'drain', appliance: 'e1', deadlineMs: 9, ramp: { beginMs: 1, endMs: 5 }, atMs: 1 },
  { kind: 'resume', appliance: 'e1', atMs: 1 },
  { kind: 'policy', policy, atMs: 1 },
];

test('step never throws, whatever stands in whichever field of an event', () => {
  const odd = [undefined, null, 'x', {}, [], 1n, Symbol('s'), Number.NaN, -1, 1e300, true];
  for (const event of events)
    for (const field of [...Object.keys(event), 'ramp.beginMs', 'ramp.endMs'])
      for (const value of odd) {
        if (field.startsWith('ramp.') && event.ramp === undefined) continue;
        const instance = instanceOf();
        const told = withAt(event, field.split('.'), value) as unknown as InstanceEvent;
        const about = `${String(event.kind)} ${field} ${String(value)}`;
        step(instance, { kind: 'tick', atMs: 0 });
        assert.is(
          codeOf(() => step(instance, told)),
          '',
          about,
        );
        for (const atMs of [2, 3])
          assert.is(
            codeOf(() => step(instance, { kind: 'tick', atMs })),
            '',
            `${about}, and the tick after`,
          );
      }
});

test.run();
