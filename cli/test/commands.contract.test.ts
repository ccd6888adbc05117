// Does every command in the registry keep the contract?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as registry from '../commands/registry.ts';
import type { Declared } from '../terminal/given-options.ts';
import { declaredBy } from '../terminal/parse-options.ts';
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

/** The names of options, without those of one letter; whoever asks for help gets it. */
const isLong = (name: string): boolean => name.length > 1 && name !== 'help';

/** An option with a value where it takes one. */
function written(name: string, { string }: Declared, value = 'x'): string {
  return string.includes(name) ? `--${name} ${value}` : `--${name}`;
}

for (const command of Object.values(registry)) {
  const name = nameOf(command.command);
  const words = [...command.command.matchAll(/[<[]([a-z-]+)/g)].map((found) => found[1] ?? '');
  const says = async (line: string): Promise<string> => {
    const result = await understood(`${name} ${words.join(' ')} ${line}`.trim());
    return 'text' in result ? result.text : result.kind;
  };

  test(`${name} refuses every option that is given twice, or without its value`, async () => {
    const declared = await declaredBy(command);
    for (const option of Object.keys(declared.key).filter(isLong)) {
      const once = written(option, declared);
      if (words.includes(option)) assert.match(await says(once), 'a word without dashes', option);
      else assert.match(await says(`${once} ${once}`), `--${option} is given twice`);
      if (declared.string.includes(option) && !words.includes(option)) {
        assert.match(await says(`--${option} --json`), 'needs a value', option);
        assert.match(
          await says(`--${option}=`),
          /expected|found ""|is missing|are missing/,
          option,
        );
      }
    }
  });

  test(`${name} refuses a switch with another value than true or false`, async () => {
    const { boolean } = await declaredBy(command);
    for (const option of ['json', 'quiet', 'help'])
      assert.ok(boolean.includes(option), `${name} lacks --${option}`);
    for (const option of boolean.filter(isLong)) {
      for (const value of ['1', 'yes', 'on', 'TRUE', '0', ''])
        assert.match(await says(`--${option}=${value}`), `--${option}: expected it alone`);
      for (const value of ['', '=true', '=false'])
        assert.not.match(await says(`--${option}${value}`), 'expected it alone');
    }
    assert.match(await says('--help=no'), '--help: expected it alone');
  });

  test(`${name} has no option that "no-" turns round: it is unknown`, async () => {
    for (const option of Object.keys((await declaredBy(command)).key).filter(isLong))
      for (const word of [`no-${option}`, `no-${option}=x`])
        assert.match(
          await says(`--${word}`),
          /^unknown option (--no-|"no-.*"; did you mean)|is missing|are missing/,
        );
  });

  test(`${name} refuses words that are empty, or have control characters`, async () => {
    const line = [name, ...words.map(() => '')].join(' ');
    const told = await understood(line);
    const empty = 'text' in told ? told.text : told.kind;
    if (words.length > 0) assert.match(empty, /<[a-z-]+>: expected a value|(is|are) missing; /);
    const { string } = await declaredBy(command);
    const options = string.filter((option) => isLong(option) && !words.includes(option));
    for (const control of ['a\nb', 'a\u001b[2J', 'a\u0085b', 'a\u007f'])
      for (const word of [control, ...options.map((option) => `--${option}=${control}`)])
        assert.match(await says(word), /^".*": a word of a command line has no control/, word);
  });

  test(`${name} names in its rules options that it has, and refuses what breaks one`, async () => {
    const declared = await declaredBy(command);
    for (const rule of command.rules ?? []) {
      const { options, with: other, values, withAny = [], without, among } = rule;
      const named = [other, without, ...withAny].filter((option) => option !== undefined);
      for (const option of [...options, ...named, among?.[0] ?? options[0] ?? ''])
        assert.ok(Object.hasOwn(declared.key, option), `--${option}`);
      const forms = [other, without, rule.withAny].filter((form) => form !== undefined);
      assert.is(forms.length, 1, 'one of with, withAny and without');
      const own = command.examples[0]?.[0].includes('--table') ? '--table sites ' : '';
      const known = values ? await says(`${own}--${other} none-such`) : '';
      const choices = /expected one of (.*), found/.exec(known)?.[1]?.split(', ') ?? [];
      const wrong = choices.find((choice) => !values?.includes(choice));
      assert.is(wrong === undefined, values === undefined, `${other} has other values`);
      const first = among ? `--${among[0]} ${among[1][0]} ` : wrong ? `--${other} ${wrong} ` : '';
      const beside = without === undefined ? '' : ` ${written(without, declared)}`;
      const expected = without !== undefined ? 'exclude' : values ? 'is for' : 'needs';
      for (const option of options) {
        const isNumber = /share|want|ttl|minutes|bitrate|sampled/.test(option);
        const value = option === 'ranking' ? 'med' : isNumber ? '1' : 'x';
        const line = `${own}${first}${written(option, declared, value)}${beside}`;
        assert.match(await says(line), new RegExp(`--${option} .*(${expected}|means nothing)`));
      }
    }
  });
}

test.run();
