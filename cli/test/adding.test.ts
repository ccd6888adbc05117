// Is CONTRIBUTING's table true: does one file and one line add an entry of each kind to the product?
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dummies, freeBit } from './support/dummies.ts';
import { copyProduct, writeCode, writeLine } from './support/product-copy.ts';
import { tinyWorld } from './support/tiny-world.ts';

/** A row of the table: the kind, its file, and the registry that gets the line. */
type Row = { readonly kind: string; readonly file: string; readonly registry: string };

function readRows(): readonly Row[] {
  const text = readFileSync('CONTRIBUTING.md', 'utf8');
  const table = text.slice(text.indexOf('| new | file | line in |')).split('\n\n')[0] ?? '';
  return table.split('\n').flatMap((line) => {
    const [, kind = '', file = '', registry = ''] = line.split('|').map((cell) => cell.trim());
    const path = /^`(.*\/)x(\.ts|\.yaml)`$/.exec(file);
    if (path === null) return kind === 'new' || /^-*$/.test(kind) ? [] : [{ kind, file, registry }];
    return [{ kind, file: `${path[1]}dummy${path[2]}`, registry: registry.replaceAll('`', '') }];
  });
}

const rows = readRows();
const root = copyProduct();
test.after(() => rmSync(root, { recursive: true }));

/** Runs a script of the copy in its folder. */
function ran(...words: string[]) {
  const env = { ...process.env, FORCE_COLOR: '0' };
  const done = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8', env });
  return { code: done.status, out: done.stdout, words: `${done.stdout}${done.stderr}` };
}
const fairlead = (...words: string[]) => ran('cli/bin/fairlead.js', ...words);
const coreOfCopy = (): Promise<typeof import('@fairlead/core')> =>
  import(pathToFileURL(join(root, 'core/dist/index.js')).href);

test.before(() => {
  for (const { kind, file, registry } of rows) {
    const text = dummies[kind]?.text ?? '';
    if (!file.endsWith('.ts')) continue;
    writeCode(root, file, text);
    writeLine(root, registry, "export { dummy } from './dummy.ts';");
  }
});

test('every row of the table is one file and one line, and is tried here', () => {
  assert.equal(rows.map(({ kind }) => kind).sort(), Object.keys(dummies).sort());
  for (const { kind, file, registry } of rows) {
    assert.match(file, /^[a-z/]+\/dummy\.(ts|yaml)$/);
    if (kind !== 'scenario') assert.match(registry, /^[a-z/]+\/registry\.ts$/, kind);
  }
});

test('a command is in the help, and runs', () => {
  assert.match(fairlead().out, 'fairlead dummy');
  assert.is(fairlead('dummy').out, 'a dummy\n');
});

test('the schema of scenarios knows the comparator, the event and the KPI', () => {
  const text = fairlead('schema').out;
  for (const word of ['"dummy"', '"-dummy"', '"dummy":', '"dummy.share"']) assert.match(text, word);
});

test('a lint rule tells what it finds in the lint of a world', () => {
  const world = join(root, 'world');
  const made = ['--countries', 'IE', '--members', '20000', '-o', world];
  const generated = fairlead('world', 'generate', ...made);
  assert.is(generated.code, 0, generated.words);
  const { rules } = JSON.parse(fairlead('world', 'lint', world, '--json').out);
  const found = rules.find(({ rule }: { rule: string }) => rule === 'dummy');
  assert.is(found.findings, 1);
});

test('a scenario names comparator, event and KPI; the result has KPI and check, and the loop acts', () => {
  const links = readFileSync(join(root, 'world/links.csv'), 'utf8').split('\n');
  const row = rows.find(({ kind }) => kind === 'scenario');
  const text = dummies.scenario?.text.replace('LINK', links[1]?.split(',')[0] ?? '') ?? '';
  writeFileSync(join(root, row?.file ?? ''), text);
  const done = fairlead('run', row?.file ?? '', '--json', '-o', join(root, 'out'));
  assert.is(done.code, 0, done.words);
  const [document] = [JSON.parse(done.out)].flat();
  assert.equal(document.kpis['dummy.share'], { value: 0, unit: 'ratio' });
  assert.ok(document.invariants.some(({ name }: { name: string }) => name === 'dummy'));
  assert.is(document.expectations[0].kpi, 'dummy.share');
  // The control loop lets nobody be offered: whoever starts is refused.
  assert.ok(document.kpis['traffic.absent.share'].value > 0.5);
});

test('an overlay labels a candidate with its letter, as soon as a request needs its bit', async () => {
  const core = await coreOfCopy();
  const site = { kind: 'embedded', appliances: 1, capacityBps: 1e10, linkBps: 1e10 } as const;
  const world = tinyWorld({ sites: [{ id: 'e1', ...site, hops: 1 }], members: 10 });
  const { snapshot } = core.compileSnapshot(world);
  const state = core.createState(snapshot);
  const out = core.createDecision(snapshot);
  const vantage = core.vantageOf(snapshot, 4, Uint32Array.of(0x0b010001, 0, 0, 0));
  const request = {
    vantage,
    file: 0,
    fileHash: snapshot.fileHash[0] ?? 0,
    sessionHash: 1,
    want: 1,
  };
  core.decide(snapshot, state, request, out);
  assert.equal([out.targetCount, out.passedCount], [1, 0]);
  core.decide(snapshot, state, { ...request, needBits: freeBit }, out);
  assert.equal([out.targetCount, out.passedCount], [0, 1]);
  assert.is(core.labels[out.passedLabel[0] ?? 0], 'Z');
  const told = core.explain(snapshot, state, { ...request, needBits: freeBit });
  assert.match(JSON.stringify(told), '"label":"Z"');
});

test('ranks by a comparator of another name follow a delta of what it reads', async () => {
  const core = await coreOfCopy();
  const site = { kind: 'ix', appliances: 1, linkBps: 1e12, hops: 1 } as const;
  const world = tinyWorld({
    sites: [
      { id: 'a', ...site, capacityBps: 1e10 },
      { id: 'b', ...site, capacityBps: 2e10 },
    ],
    members: 10,
  });
  const compiler = core.createCompiler(world, { ranking: ['dummy'] });
  const first = () =>
    core.readId(compiler.snapshot(), 'cluster', compiler.snapshot().listCluster[0] ?? 0);
  const before = first();
  const id =
    core.readIds(compiler.snapshot(), 'appliance').find((each) => each.startsWith('a')) ?? '';
  const proposed = compiler.propose([{ kind: 'appliance', appliance: id, capacityBps: 9e10 }]);
  if (proposed.verdict === 'refused') return assert.unreachable(proposed.text);
  compiler.commit(proposed.snapshot);
  assert.not.equal(first(), before, 'the one of least capacity comes first');
});

test('a house rule finds what breaks it', () => {
  writeFileSync(join(root, 'dummy.txt'), '');
  assert.match(
    ran('cli/dist/test/house.test.js').words,
    'dummy.txt:1: a dummy is there; remove it',
  );
  rmSync(join(root, 'dummy.txt'));
});

for (const { kind, file } of rows) {
  const dummy = dummies[kind];
  if (dummy?.suite === undefined) continue;
  const { suite, text, flaws } = dummy;

  test(`the contract suite runs over a new ${kind}, and says what is wrong with a bad one`, () => {
    // The copy has no sources: of the house test only what it says of the new rule counts.
    if (kind !== 'house rule') {
      const good = ran(suite);
      assert.is(good.code, 0, good.words.slice(-2000));
    }
    for (const [from, to, says] of flaws) {
      assert.match(text, from);
      writeCode(root, file, text.replace(from, to));
      const done = ran(suite);
      assert.is(done.code, 1);
      assert.match(done.words, says);
    }
    writeCode(root, file, text);
  });
}

test.run();
