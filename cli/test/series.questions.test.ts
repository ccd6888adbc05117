// Does SERIES.md say what the series of a run hold, and do its questions find an answer?
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beginSeries, seriesNames, wholeSeries } from '../io/series/files.ts';
import { crowded, embedded, exchange, loss, runOf, scenarioOf } from './support/tiny-evening.ts';
import { tinyWorld } from './support/tiny-world.ts';

const page = readFileSync('cli/SERIES.md', 'utf8');
const questions = [...page.matchAll(/```sql\n(.*?)```/gs)].map(([, sql = '']) => sql);
const folder = mkdtempSync(join(tmpdir(), 'fairlead-questions-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const tight = { ...exchange, appliances: 1, capacityBps: 8e9 };
const world = tinyWorld({ ...crowded, sites: [embedded, tight] });
/** Of the exchange, without which nothing is left: the gate holds that. */
const drain = { ...loss, kind: 'drain', target: 'x1' };
const retry = { startsPerGbps: 50, startsOf: [], share: 1, backoffMs: 2000 };
const demand = { startsPerMemberDay: 2.4, memberShare: 1, retry };
const late = { ...loss, kind: 'feed', target: 'load' };
const feed = { ...late, keys: { feed: 'load', is: { how: 'doubled', share: 1 } as const } };
const errors = { ...loss, kind: 'degrade', target: 'x1', keys: { errors: 0.1 } };
const evening = await runOf(world, scenarioOf({ events: [loss, drain, feed, errors], demand }));
const files = beginSeries(folder, false);
files.take(evening.series);
files.end();

/** Columns by series, as a reader of the files finds them. */
const columns = new Map(
  seriesNames(folder).map((name) => [
    name,
    wholeSeries(folder, name).columns.map((column) => column.name),
  ]),
);

const causes = ['route', 'content', 'drain', 'loss', 'health', 'load', 'link'];
const kinds = ['embedded_bytes', 'pni_bytes', 'ix_bytes', 'transit_bytes'];

/** The columns that a row of the page's table tells, in order. */
function toldIn(cell: string, fromSessions: readonly string[]): string[] {
  const told: string[] = [];
  for (const [, name = '', words = ''] of cell.matchAll(/`([^`]+)`|([^`]+)/g)) {
    if (name.includes('CAUSE')) told.push(...causes.map((cause) => name.replace('CAUSE', cause)));
    else if (name.startsWith('_')) told.push((told[0] ?? '') && `appliance${name}`);
    else if (/^[a-z_0-9]+$/.test(name) && name !== 'first' && !words) told.push(name);
    if (words.includes('bytes by kind of link')) told.push(...kinds);
    if (words.includes('the same of links'))
      told.push(...told.slice(1).map((one) => one.replace('appliance', 'link')));
    if (words.includes('as networks from')) return [...told, ...fromSessions];
  }
  return told;
}

test('the page tells every series that a run leaves, with its columns in their order', () => {
  const networks = columns.get('networks') ?? [];
  const fromSessions = networks.slice(networks.indexOf('sessions'));
  const rows = [...page.matchAll(/^\| `(\w+)` \|[^|]*\| (.*) \|$/gm)];
  assert.equal(rows.map(([, name]) => name).sort(), [...columns.keys()]);
  for (const [, name = '', cell = ''] of rows)
    assert.equal(toldIn(cell, fromSessions), columns.get(name), name);
});

test('what a question names is there: its files, and each of their columns', () => {
  assert.ok(questions.length >= columns.size, 'one at least for each series');
  const asked = new Set<string>();
  for (const sql of questions) {
    const tables = [...sql.matchAll(/'series\/(\w+)\.parquet'/g)].map(([, name = '']) => name);
    for (const name of tables) asked.add(name);
    const known = new Set(tables.flatMap((name) => columns.get(name) ?? []));
    const given = [...sql.matchAll(/\bAS (\w+)/g)].map(([, name = '']) => name);
    const bare = sql.replace(/'[^']*'/g, '').replace(/\bAS \w+/g, '');
    for (const [name] of bare.matchAll(/\b[a-z][a-z_0-9]*\b(?!\()/g))
      assert.ok(known.has(name) || given.includes(name), `${name} in\n${sql}`);
  }
  assert.equal([...asked].sort(), [...columns.keys()]);
});

const ask = `
import duckdb, json, os, sys
os.chdir(sys.argv[1])
rows = [[[str(cell) for cell in row] for row in duckdb.sql(q).fetchall()] for q in json.load(sys.stdin)]
print(json.dumps(rows))
`;
const hasDuck = spawnSync('python3', ['-c', 'import duckdb']).status === 0;

(hasDuck ? test : test.skip)(
  `DuckDB answers every question${hasDuck ? '' : ' (python3 has no module duckdb)'}`,
  () => {
    const options = { input: JSON.stringify(questions), encoding: 'utf8' as const };
    const { stdout, stderr } = spawnSync('python3', ['-c', ask, resolve(folder)], options);
    assert.is(stderr, '');
    const answers: string[][][] = JSON.parse(stdout);
    assert.equal(
      answers.map((rows) => rows.length > 0),
      questions.map(() => true),
    );
    const { kpis } = evening.document;
    const half = new Map(
      answers
        .find((_, k) => questions[k]?.includes('spread'))
        ?.map((row) => [row[0], Number(row[1])]),
    );
    for (const [name, kpi] of Object.entries(kpis))
      if (kpi.value !== null && kpi.low !== undefined && /^(B|bps)$/.test(kpi.unit))
        assert.ok(
          Math.abs((half.get(name) ?? 0) - (kpi.value - kpi.low)) <= 1e-9 * Math.abs(kpi.value),
          name,
        );
  },
);

test.run();
