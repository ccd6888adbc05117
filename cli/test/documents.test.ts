// Do the documents name every command, and every kind of event that a scenario may have?
import { readFileSync } from 'node:fs';
import { formText } from '@fairlead/scenarios';
import { kpis, verbs } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as registry from '../commands/registry.ts';

/** Rows of the table in `path` whose first column is `head`: their first cells, and all of them. */
function tableOf(path: string, head: string): readonly (readonly string[])[] {
  const [, body = ''] = readFileSync(path, 'utf8').split(`\n| ${head} |`);
  const lines = body.split('\n').slice(2);
  const rows = lines.slice(0, lines.indexOf(''));
  return rows.map((line) =>
    line
      .replaceAll('\\|', '/')
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** The commands of a cell such as `fairlead world check/show WORLD`. */
function commandsIn(cell: string): readonly string[] {
  const words = cell.replaceAll('`', '').split(' ').slice(1);
  const end = words.findIndex((word) => !/^[a-z]/.test(word));
  const [first = '', second = ''] = words.slice(0, end < 0 ? undefined : end);
  return second === '' ? [first] : second.split('/').map((verb) => `${first} ${verb}`);
}

test('the table of commands in README.md has every command, and no other', () => {
  const named = tableOf('README.md', 'command').flatMap(([cell = '']) => commandsIn(cell));
  const known = Object.values(registry).map(({ command }) => command.replace(/ [<[].*/, ''));
  assert.equal([...named].sort(), [...known].sort());
});

test('the table of tolerances in scenarios/README.md is what the KPIs say, the longest name first', () => {
  const rows = tableOf('scenarios/README.md', 'KPI').flatMap(([names = '', moves = '']) =>
    [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => ({ name, moves })),
  );
  const used = new Set<string>();
  for (const { name, tolerance } of kpis) {
    const fitting = rows.filter((row) => name === row.name || name.startsWith(`${row.name}.`));
    const row = fitting.sort((a, b) => b.name.length - a.name.length)[0];
    const moves = 'absolute' in tolerance ? tolerance.absolute : `${tolerance.relative * 100} %`;
    assert.is(row?.moves, String(moves), name);
    used.add(row?.name ?? '');
  }
  assert.is(used.size, rows.length, 'each row is of a KPI');
});

test('the tables of events in scenarios/README.md are the registry of verbs', () => {
  const rows = verbs.map(({ name, tables, form, says: [begins, ends] }) => [
    `\`${name}\``,
    tables.length > 0 ? `ID of ${tables.join(', ')}` : formText(form ?? 'policy').split(' of ')[0],
    begins,
    ends,
  ]);
  assert.equal(tableOf('scenarios/README.md', 'event'), rows);
  const keys = verbs.flatMap(({ name, keys: its }) =>
    its.map((key) => [
      `\`${key.name}\``,
      `\`${name}\``,
      `${formText(key.form)}${key.isNeeded ? ', needed' : ''}`,
      key.says,
    ]),
  );
  assert.equal(tableOf('scenarios/README.md', 'key'), keys);
});

test.run();
