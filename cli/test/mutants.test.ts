// Does the rig of planted faults plant what it lists, and can it tell who is killed?
import { existsSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Fault, plant } from './mutants/fault.ts';
import { openMemory } from './mutants/memory.ts';
import { drawFaults, faults, openRig } from './mutants/rig.ts';

/** Those that once passed every test. */
const onceUnseen = [
  'reports-always-fresh',
  'instances-ignored',
  'cuts-not-told',
  'overload-never-seen',
  'lost-report-inverted',
  'site-peak-by-a-thousand',
  'percent-unescaped',
  'lease-ten-seconds-long',
  'spare-bits',
];

test('there are sixty planted faults and more, each with a name of its own', () => {
  const ids = faults.map(({ id }) => id);
  assert.is(new Set(ids).size, ids.length);
  assert.ok(ids.length >= 60, `${ids.length}`);
  assert.equal(
    onceUnseen.filter((id) => !ids.includes(id)),
    [],
  );
});

test('every fault stands in its file exactly once, and its file is a program with it', () => {
  for (const fault of faults) {
    const text = plant(fault, readFileSync(fault.file, 'utf8'));
    const options = { reportDiagnostics: true, fileName: fault.file };
    const { diagnostics = [] } = ts.transpileModule(text, options);
    const [first] = diagnostics;
    assert.is(first, undefined, `${fault.id}: ${JSON.stringify(first?.messageText)}`);
  }
});

test('every fault names tests that npm test runs, and says why where it survives', () => {
  for (const { id, tests, breaks, survives } of faults) {
    assert.ok(tests.length > 0 && breaks !== '', id);
    assert.is.not(survives, '', id);
    for (const path of tests)
      assert.ok(path.endsWith('.test.ts') && existsSync(path), `${id}: ${path}`);
  }
});

test('a fault whose text is gone, or is there twice, is named with its file', () => {
  const fault: Fault = { id: 'x', file: 'a.ts', from: '1', to: '2', breaks: '', tests: [] };
  assert.is(plant(fault, 'a 1 b'), 'a 2 b');
  for (const source of ['a b', 'a 1 1'])
    assert.throws(() => plant(fault, source), /fault x no longer applies: a\.ts has its text/);
});

test('six faults are drawn by the sources, the same each time, others with other sources', () => {
  const of = (digest: string) => drawFaults(digest, 6).map(({ id }) => id);
  assert.is(new Set(of('a')).size, 6);
  assert.equal(of('a'), of('a'));
  assert.is.not(of('a').join(), of('b').join());
});

test('a verdict is remembered for a fault as it is, and forgotten when it changes', () => {
  const { keyOf } = openMemory(true);
  const [first] = faults;
  if (first === undefined) throw new Error('there are faults');
  assert.is(keyOf(first), keyOf({ ...first, breaks: 'said otherwise' }));
  assert.is.not(keyOf(first), keyOf({ ...first, to: 'another' }));
  assert.is.not(keyOf(first), keyOf({ ...first, tests: first.tests.slice(1) }));
});

/** Faults in one small file, whose test takes a moment. */
const inOverlay = (from: string, to: string): Fault => ({
  id: 'tried',
  file: 'core/overlay/load.ts',
  from,
  to,
  breaks: '',
  tests: ['core/test/overlay.contract.test.ts', 'core/test/overlay.test.ts'],
});
const sheds = '>>> 16 >= shed;';

const rig = openRig({ times: 5, seconds: 5 });
test.after(() => rig.close());

test('the rig tells a fault that a test sees from one that none sees, and from one that hangs', async () => {
  const killed = await rig.judge(inOverlay(sheds, '>>> 16 < shed;'));
  assert.is(killed.end, 'killed');
  assert.match(killed.by, /^core\/test\/overlay\.(contract\.)?test\.ts: [a-z]/);
  const same = await rig.judge(inOverlay(sheds, '>>> 16 >= shed + 0;'));
  assert.is(same.end, 'survived');
  const hangs = inOverlay('const shed = word', 'for (;;) ;\n  const shed = word');
  assert.match((await rig.judge(hangs)).by, /no end within/);
});

test('the rig refuses what is no program, and what changes nothing that runs', async () => {
  const refused = async (fault: Fault): Promise<string> =>
    rig.judge(fault).then(
      () => '',
      (error: Error) => error.message,
    );
  assert.match(await refused(inOverlay(sheds, '>>> 16 >= nobody;')), /tried is no program/);
  const sameCode = inOverlay('  word: number,', '  word: number | 0,');
  assert.match(await refused(sameCode), /tried changes nothing/);
});

test.run();
