// Do worlds whose answers arithmetic knows come to these answers? Every check of each of them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { kpiNames, type RunResult } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { playScenario } from '../commands/play-scenario.ts';
import { openShell } from '../terminal/shell.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-truth-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** The checks are Python: over KPIs by name and series by table, rows of texts. */
const judge = `
import json, sys
said = json.load(sys.stdin)
env = {**said['names'], 'rc': 0}
for check in said['checks']:
    value = eval(check['expr'], env)
    ok = isinstance(value, (int, float)) and check['low'] <= value <= check['high']
    if not ok: print(f"{check['what']}: {value}, not from {check['low']} to {check['high']}")
`;
const hasPython = spawnSync('python3', ['--version']).status === 0;

/** KPI values by name, and series by table as rows of texts. */
function namesOf({ document, series }: RunResult) {
  const kpis = Object.entries(document.kpis).map(([name, { value }]) => [name, value]);
  const tables = series.map(({ name, columns }) => {
    const count = columns[0]?.values.length ?? 0;
    const row = (k: number) =>
      Object.fromEntries(columns.map((column) => [column.name, String(column.values[k])]));
    return [name, Array.from({ length: count }, (_, k) => row(k))];
  });
  return { kpis: Object.fromEntries(kpis), tables: Object.fromEntries(tables) };
}

async function played(path: string): Promise<RunResult> {
  const { shell, close } = openShell({ isJson: false, isQuiet: true, stopsItself: true });
  const { result } = await playScenario(path, { workers: 1 }, shell);
  close();
  for (const { name, violated } of result.document.invariants) assert.is(violated, 0, name);
  return result;
}

const worldsIn = (root: string) =>
  existsSync(root)
    ? readdirSync(root)
        .filter((name) => existsSync(join(root, name, 'expected.json')))
        .map((name) => ({ name, at: join(root, name) }))
    : [];
const theirs = worldsIn(resolve('../shared/truth'));
const worlds = [...worldsIn(resolve('cli/test/truth')), ...theirs];
const which = hasPython ? test : test.skip;
if (theirs.length === 0)
  test.skip('worlds with known answers (../shared/truth is absent)', () => {});

for (const { name, at } of worlds)
  which(`${name} comes to what arithmetic says${hasPython ? '' : ' (no python3)'}`, async () => {
    const { checks } = JSON.parse(readFileSync(join(at, 'expected.json'), 'utf8'));
    const base = await played(join(at, 'scenario.yaml'));
    const [a, other] = [namesOf(base), join(at, 'other.yaml')];
    const b = existsSync(other) ? namesOf(await played(other)) : { kpis: {}, tables: {} };
    const { sessions } = base.document.simulated;
    const names = { a: a.kpis, s: a.tables, n: sessions, b: b.kpis, t: b.tables };
    const input = join(folder, `${name}.json`);
    writeFileSync(input, JSON.stringify({ names, checks }));
    const done = spawnSync('python3', ['-c', judge], { input: readFileSync(input) });
    assert.is(done.status, 0, String(done.stderr));
    assert.is(String(done.stdout), '');
    assert.ok(checks.length > 0);
  });

const pinned = theirs.length === 0 ? test.skip : test;
pinned('every KPI is pinned by a world', () => {
  const texts = worlds.map(({ at }) => readFileSync(join(at, 'expected.json'), 'utf8'));
  const isPinned = (name: string) => texts.some((text) => text.includes(`'${name}'`));
  assert.equal(
    kpiNames.filter((name) => !isPinned(name)),
    [],
  );
});

test.run();
