// Does a mistake on a command line read in words of ours, whatever the parser says of it?
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as registry from '../commands/registry.ts';
import { positionalsOf } from '../terminal/given-options.ts';
import { usageText } from '../terminal/usage-text.ts';
import { understood } from './support/understood.ts';

/** What yargs can say, as it keeps it for translators. */
const english = createRequire(import.meta.resolve('yargs')).resolve('./locales/en.json');
const sayings = JSON.parse(readFileSync(english, 'utf8')) as Record<string, string | object>;

/** Words of its help, and what is told of features that no command uses. */
const isHelp = (key: string): boolean =>
  !/%s/.test(key) || /^(deprecated|Did you mean|Invalid JSON|Argument check failed)/.test(key);
/** Commands say such things by rules of their own (`OptionRule`). */
const unused = 'Arguments %s and %s are mutually exclusive';

const messages = Object.entries(sayings)
  .filter(([key]) => !isHelp(key) && key !== unused)
  .flatMap(([, said]) => (typeof said === 'string' ? [said] : (Object.values(said) as string[])));

test('no message of the parser reaches a user as it is', () => {
  assert.ok(messages.length >= 12, 'yargs keeps its messages elsewhere');
  for (const message of messages) {
    const filled = message.replaceAll('%s', '1');
    const text = usageText(filled, '--out', registry.run, []);
    assert.not.ok(text.includes(filled), `${filled}: ${text}`);
    assert.match(text, /did you mean|"fairlead run --help" shows how$/);
  }
});

for (const command of Object.values(registry)) {
  const name = command.command.replace(/ [<[].*/, '');
  const words = positionalsOf(command);

  test(`${name} names the words and options that are missing`, async () => {
    const bare = await understood(name);
    const [first] = words;
    if (first !== undefined) assert.match('text' in bare ? bare.text : bare.kind, `<${first}>`);
    const help = await understood(`${name} --help`);
    const shown = 'text' in help ? help.text : '';
    const needed = [...shown.matchAll(/--([a-z-]+)[^[]*(?:\[[^\]]*\]\s*)*\[required\]/g)].map(
      (found) => found[1] ?? '',
    );
    const named = await understood(`${name} ${words.join(' ')}`.trim());
    const text = 'text' in named ? named.text : '';
    for (const option of needed) assert.match(text, `--${option}`);
    assert.is(/(is|are) missing/.test(text), needed.length > 0, text);
  });
}

test.run();
