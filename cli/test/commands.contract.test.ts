// Does every command in the registry keep the contract?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as registry from '../commands/registry.ts';
import { understood } from './support/understood.ts';

const nameOf = (command: string): string => command.replace(/ [<[].*/, '');

test('names are of one command each, a word or two, and none begins with another', () => {
  const names = Object.values(registry).map(({ command }) => nameOf(command));
  assert.is(new Set(names).size, names.length);
  for (const name of names) {
    assert.match(name, /^[a-z]+(-[a-z]+)*( [a-z]+(-[a-z]+)*)?$/);
    for (const other of names) assert.not.ok(other.startsWith(`${name} `), `${name}, ${other}`);
  }
});

for (const { command, describe } of Object.values(registry))
  test(`${nameOf(command)} is described in one sentence without a full stop`, () => {
    assert.match(describe, /^[A-Z].*[^.]$/);
  });

for (const { command, describe, examples } of Object.values(registry)) {
  const name = command.replace(/ [<[].*/, '');
  test(`${name} --help says what it does, with examples that are understood`, async () => {
    const help = await understood(`${name} --help`);
    assert.is(help.kind, 'help');
    const text = 'text' in help ? help.text : '';
    assert.match(text.replace(/\s+/g, ' '), describe);
    assert.match(text, 'Examples:');
    assert.ok(examples.length > 0);
    for (const [line] of examples) {
      assert.match(line, new RegExp(`\\bfairlead ${name}\\b`));
      assert.match(text, line);
      const [own = ''] = line.slice(line.indexOf('fairlead ') + 9).split(/ [|<>]/);
      const result = await understood(own);
      assert.is(result.kind, 'options', `${line}: ${'text' in result ? result.text : ''}`);
    }
  });
}

test.run();
