// Which options does a command line give to a command?
import { hasControl, quoted } from '@fairlead/core';
import yargs, { type Argv } from 'yargs';
import type { AnyCommand } from './command.ts';
import { wrongInput } from './exit.ts';
import { nameOf } from './find-command.ts';
import {
  type Declared,
  declaredOf,
  emptiness,
  isSwitchedOn,
  misplacement,
} from './given-options.ts';
import { usageText } from './usage-text.ts';
import { withoutAddresses } from './without-addresses.ts';

/** Options that every command has. */
export type SharedOptions = { readonly json: boolean; readonly quiet: boolean };

export type Parsed =
  | { readonly kind: 'options'; readonly options: SharedOptions & Record<string, unknown> }
  | { readonly kind: 'help'; readonly text: string };

function parserOf(command: AnyCommand, built: (args: Argv) => void = () => undefined): Argv {
  const name = nameOf(command);
  const positionals = command.command.slice(name.length).trim();
  const parser = yargs([])
    .scriptName(`fairlead ${name}`)
    .locale('en')
    .exitProcess(false)
    .parserConfiguration({
      'boolean-negation': false,
      'dot-notation': false,
      'parse-positional-numbers': false,
    })
    .command(
      `$0 ${positionals}`.trim(),
      command.describe,
      (args) => {
        const own = command.builder(args);
        built(own);
        return own;
      },
      () => undefined,
    )
    .option('json', { type: 'boolean', default: false, describe: 'One JSON document on stdout' })
    .option('quiet', {
      type: 'boolean',
      default: false,
      describe: 'No words, no progress on standard error',
    })
    .help('help')
    .alias('help', 'h')
    .version(false)
    .strict()
    .showHelpOnFail(false)
    .wrap(Math.min(100, process.stdout.columns ?? 100));
  const examples = command.examples.map(([line, does, exit = 0]) => {
    const ends = exit === 0 ? '' : `; ends with ${exit} there`;
    return `  ${line}\n      ${does}${ends}`;
  });
  return parser.epilogue(`Examples:\n${examples.join('\n')}`);
}

/** What `command` declares. */
export async function declaredBy(command: AnyCommand): Promise<Declared> {
  let declared: Declared = { key: {}, alias: {}, array: [], string: [], boolean: [] };
  const parser = parserOf(command, (args) => {
    declared = declaredOf(args);
  });
  await parser.getHelp();
  return declared;
}

/**
 * Refuses words with control characters: a line feed in the name of a file would make two lines of
 * one wherever the name is told. Marks of writing direction are names' own, and shown as escapes.
 */
function refuseControls(words: readonly string[]): void {
  const word = words.find(hasControl);
  if (word === undefined) return;
  const told = quoted(withoutAddresses(word));
  throw wrongInput(`${told}: a word of a command line has no control characters`);
}

/** The options in `words` for `command`, or its help where asked for. Throws on a mistake. */
export async function parseOptions(command: AnyCommand, words: readonly string[]): Promise<Parsed> {
  refuseControls(words);
  let failure: string | undefined;
  let text = '';
  let options: Record<string, unknown> = {};
  let declared: Declared | undefined;
  const parser = parserOf(command, (args) => {
    declared = declaredOf(args); // what yargs forgets when it is done
  });
  await parser.parse([...words], {}, (error, parsed, output) => {
    failure = error?.message;
    options = parsed;
    text = output;
  });
  const misplaced = declared && misplacement(command, declared, words);
  if (text !== '' && failure === undefined) return { kind: 'help', text: `${text}\n` };
  if (misplaced !== undefined) throw wrongInput(misplaced);
  if (failure !== undefined) {
    // A stray word may be the address of a client: what is told ends up in logs.
    const told = usageText(failure, await parserOf(command).getHelp(), command, words);
    throw wrongInput(isSwitchedOn(words, 'full-address') ? told : withoutAddresses(told));
  }
  const idle = declared && emptiness(command, declared, words, options);
  if (idle !== undefined) throw wrongInput(idle);
  return { kind: 'options', options: { json: false, quiet: false, ...options } };
}
