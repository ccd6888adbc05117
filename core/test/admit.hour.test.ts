// Does what goes bit by bit stop at the limit of an hour, and does a human begin it anew?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withinHour } from '../admit/budget.ts';
import {
  admit,
  compileSnapshot,
  createInstance,
  defaultInstancePolicy,
  type Effect,
  type Generations,
  type Instance,
  noGenerations,
  reduceGenerations,
  type Snapshot,
  step,
} from '../index.ts';
import { type Lines, worldOf } from './support/small-world.ts';

/** 20 sites of each kind, five appliances each: 200, of which one in forty goes at a time. */
const numbers = Array.from({ length: 20 }, (_, k) => k);
const boxes = numbers.flatMap((k) =>
  [0, 1, 2, 3, 4].flatMap((n) => [`ae${k}-${n} ce${k}`, `ax${k}-${n} cx${k}`]),
);
const fleet: Lines = {
  sites: numbers.flatMap((k) => [`e${k} embedded`, `x${k} ix`]),
  clusters: numbers.flatMap((k) => [`ce${k} e${k} all`, `cx${k} x${k} all`]),
  appliances: boxes,
  links: numbers.flatMap((k) => [`le${k} e${k} embedded`, `lx${k} x${k} ix`]),
  routes: numbers.flatMap((k) => [
    `ce${k} 20.${k}.0.0/16 1 le${k}`,
    `cx${k} 20.${k}.0.0/16 1,2 lx${k}`,
  ]),
  manifests: ['all film 3'],
};
const minuteMs = 60_000;

/** A snapshot in which the boxes of these places are down. */
function without(isOut: (place: number) => boolean, sequence: number): Snapshot {
  const appliances = boxes.map((line, place) => (isOut(place) ? `${line} 1e9 down` : line));
  return compileSnapshot(worldOf({ ...fleet, appliances }), { sequence }).snapshot;
}

/** Every 40th place first, so that no site goes at once: the boxes that step `n` has out. */
const outBy = (n: number) => (place: number) => (place * 7) % 200 < n * 5;
const offer = (instance: Instance, n: number, atMs: number): readonly Effect[] =>
  step(instance, { kind: 'snapshot', atMs, snapshot: without(outBy(n), n) });
const kinds = (effects: readonly Effect[]) => effects.map(({ kind }) => kind);
const upIn = ({ applianceState }: Snapshot) => applianceState.filter((state) => state === 0).length;
const newInstance = () =>
  createInstance(
    without(() => false, 0),
    defaultInstancePolicy,
  );

test('an hour: 28 snapshots that each take one box in forty are stopped before one in ten', () => {
  const instance = newInstance();
  let reasons: readonly { readonly code: string; readonly text: string }[] = [];
  for (let n = 1; n <= 28; n++) {
    const effects = offer(instance, n, n * minuteMs);
    for (const effect of effects) if (effect.kind === 'held') reasons = effect.reasons;
  }
  assert.is(upIn(instance.snapshot), 185, 'the next five would make it one in ten of 200');
  assert.ok(reasons.some(({ code }) => code === 'hour' || code === 'appliances'));
  const fifth = offer(newInstance(), 5, minuteMs);
  assert.is(fifth[0]?.kind, 'held', 'as much at once is held by the limit of one snapshot');
});

test('an hour: the reason says what went, and an hour later it counts no more', () => {
  const instance = newInstance();
  for (let n = 1; n <= 3; n++)
    assert.ok(kinds(offer(instance, n, n * minuteMs)).includes('served'));
  const [held] = offer(instance, 4, 5 * minuteMs);
  assert.is(held?.kind, 'held');
  const reason = held?.kind === 'held' ? held.reasons[0] : undefined;
  assert.is(reason?.code, 'hour');
  assert.match(
    reason?.text ?? '',
    /^10 % of the appliances that are up are gone, .*; less than 10 % within an hour$/,
  );
  assert.ok(kinds(offer(instance, 6, 65 * minuteMs)).includes('served'), 'the first ones are old');
});

test('an hour: what comes back has not gone, and drains may go round the whole fleet', () => {
  const instance = newInstance();
  for (let n = 1; n <= 40; n++) {
    const isOut = (place: number) => outBy(n)(place) && !outBy(n - 1)(place);
    const event = { kind: 'snapshot', atMs: n * 1000, snapshot: without(isOut, n) } as const;
    assert.ok(kinds(step(instance, event)).includes('served'), `${n}`);
  }
});

/** What an hour keeps of the measures that a text names. */
const takenOf = ({ generations }: Instance, words: RegExp) =>
  (generations.spent ?? []).flatMap(({ taken }) => taken.filter(({ what }) => words.test(what)));

test('an hour: a human begins anew what he accepts and no more, a rollback gives back', () => {
  const instance = newInstance();
  for (let n = 1; n <= 4; n++) offer(instance, n, n * minuteMs);
  const because = 'site closes, change 7';
  const effects = step(instance, { kind: 'override', atMs: 6 * minuteMs, because });
  assert.ok(kinds(effects).includes('served'));
  assert.equal(takenOf(instance, /^the appliances .* gone/), []);
  assert.is(takenOf(instance, /^the capacity of all links/).length, 4, 'that was not held');
  for (let n = 5; n <= 7; n++)
    assert.ok(kinds(offer(instance, n, n * minuteMs)).includes('served'));
  assert.is(instance.generations.spent?.length, 7);
  step(instance, { kind: 'rollback', atMs: 9 * minuteMs });
  assert.is(upIn(instance.snapshot), 200);
  assert.equal(instance.generations.spent, []);
});

test('an hour: what brings back the content of before takes nothing, and gives back the rest', () => {
  const instance = newInstance();
  for (let n = 1; n <= 3; n++) offer(instance, n, n * minuteMs);
  const undone = step(instance, {
    kind: 'snapshot',
    atMs: 5 * minuteMs,
    snapshot: without(outBy(1), 5),
  });
  assert.ok(kinds(undone).includes('served'));
  assert.is(instance.generations.spent?.length, 1, 'only the first is still out');
});

/** What an instance does with a content that comes as version `sequence`, and why it is held. */
function said(instance: Instance, lines: Partial<Lines>, sequence: number, atMs: number) {
  const { snapshot } = compileSnapshot(worldOf({ ...fleet, ...lines }), { sequence });
  const effects = step(instance, { kind: 'snapshot', atMs, snapshot });
  const reasons = effects.flatMap((each) => (each.kind === 'held' ? each.reasons : []));
  return [...kinds(effects), ...reasons.map(({ code }) => code)].join(' ');
}
const downs = (count: number): Partial<Lines> => ({
  appliances: boxes.map((line, place) => (place < count ? `${line} 1e9 down` : line)),
});

test('a rollback: what it left does not come back as a newer version until a human says why', () => {
  const instance = newInstance();
  assert.is(said(instance, downs(1), 1, 1000), 'served');
  assert.is(said(instance, downs(2), 2, 2000), 'served released');
  step(instance, { kind: 'rollback', atMs: 3000 });
  assert.is(said(instance, downs(2), 3, 4000), 'held rolled-back', 'the bad one');
  assert.is(said(instance, downs(1), 4, 5000), 'held released rolled-back', 'never known as good');
  assert.is(
    said(instance, downs(2), 5, 900 * minuteMs),
    'held released rolled-back',
    'a day later',
  );
  assert.is(said(instance, downs(3), 6, 901 * minuteMs), 'served released', 'another content');
  assert.is(said(instance, downs(2), 7, 902 * minuteMs), 'held rolled-back');
  step(instance, { kind: 'override', atMs: 903 * minuteMs, because: 'the fault was elsewhere' });
  assert.is(upIn(instance.snapshot), 198);
  assert.is(said(instance, {}, 8, 904 * minuteMs), 'served released');
  assert.is(said(instance, downs(2), 9, 905 * minuteMs), 'served released', 'it may serve again');
});

test('a rollback: it leaves no content that it goes back to, and the list stays short', () => {
  let state: Generations = { ...noGenerations, good: [{ digest: 'a', epoch: 0, sequence: 0 }] };
  for (let sequence = 1; sequence <= 200; sequence++) {
    const digest = sequence % 2 === 0 ? 'a' : `b${sequence}`;
    state = reduceGenerations(state, {
      kind: 'offer',
      generation: { digest, epoch: 0, sequence },
    });
    state = reduceGenerations(state, { kind: 'apply', atMs: 0 });
    state = reduceGenerations(state, { kind: 'rollback' });
  }
  assert.is(state.left?.includes('a'), false);
  assert.is(state.left?.length, 64);
  assert.is(state.left?.at(-1), 'b199');
});

test('an hour: what served within it comes back whatever it undoes; later it is a change', () => {
  // Five of twenty networks lose their embedded boxes, and get them again.
  const cut = { routes: fleet.routes.filter((line) => !/^ce[0-4] /.test(line)) };
  for (const [waitMs, back] of [
    [minuteMs, 'served released'],
    [61 * minuteMs, 'held moved changed'],
  ] as const) {
    const instance = newInstance();
    assert.match(said(instance, cut, 1, 1000), /^held .*worse/);
    step(instance, { kind: 'override', atMs: 2000, because: 'a plan' });
    assert.is(said(instance, {}, 2, 2000 + waitMs), back);
  }
});

test('an hour: limits that are fine are stopped at four times, and never come to a tenth', () => {
  const instance = newInstance();
  const policy = { ...defaultInstancePolicy.admission, growthMax: 1e9 };
  const held = (share: number, count: number) => {
    const impact = {
      ...admit(
        instance.snapshot,
        without(() => false, 1),
      ).impact,
    };
    const requests = impact.requests?.map((each) => ({ ...each, noneShare: share }));
    const admission = { verdict: 'apply', reasons: [], impact: { ...impact, requests } } as const;
    let spent: NonNullable<Generations['spent']> = [];
    for (let n = 0; n < count; n++) {
      const judged = withinHour(admission as never, { spent, content: '' }, n, policy);
      if (judged.verdict === 'hold') return [n, judged.reasons.map(({ limit }) => limit)];
      const generation = { digest: `${n}`, epoch: 0, sequence: n };
      const state: Generations = { ...noGenerations, candidate: generation, spent };
      const event = { kind: 'apply', atMs: n, impact: admission.impact as never } as const;
      spent = reduceGenerations(state, event).spent ?? [];
    }
    return [count, []];
  };
  assert.equal(held(0.005, 9), [3, ['noneShareMax']]);
  assert.equal(held(0.0001, 9), [9, []]);
});

test('an hour: whatever the clock says the list of what went stays short', () => {
  const [first, second] = [without(() => false, 1), without(outBy(1), 2)];
  const { impact } = admit(first, second);
  let state = noGenerations;
  for (let sequence = 1; sequence <= 1500; sequence++) {
    const generation = { digest: '', epoch: 0, sequence };
    state = reduceGenerations(state, { kind: 'offer', generation });
    const atMs = sequence % 3 === 0 ? Number.NaN : 5;
    state = reduceGenerations(state, { kind: 'apply', atMs, impact });
  }
  assert.is(state.spent?.length, 1024);
});

test.run();
