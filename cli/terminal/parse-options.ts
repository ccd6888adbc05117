// Which options does a command line give to a command?
import { suggestion } from '@fairlead/core';
import yargs, { type Argv } from 'yargs';
import type { AnyCommand } from './command.ts';
import { wrongInput } from './exit.ts';
import { nameOf } from './find-command.ts';
import { withoutAddresses } from './without-addresses.ts';

/** Options that every command has. */
export type SharedOptions = { readonly json: boolean; readonly quiet: boolean };

export type Parsed =
  | { readonly kind: 'options'; readonly options: SharedOptions & Record<string, unknown> }
  | { readonly kind: 'help'; readonly text: string };

function parserOf(command: AnyCommand): Argv {
  const name = nameOf(command);
  const positionals = command.command.slice(name.length).trim();
  const parser = yargs([])
    .scriptName(`fairlead ${name}`)
    .locale('en')
    .exitProcess(false)
    .parserConfiguration({
      'dot-notation': false,
      'duplicate-arguments-array': false,
      'parse-positional-numbers': false,
    })
    .command(
      `$0 ${positionals}`.trim(),
      command.describe,
      (args) => command.builder(args),
      () => undefined,
    )
    .option('json', { type: 'boolean', default: false, describe: 'One JSON document on stdout' })
    .option('quiet', { type: 'boolean', default: false, describe: 'No words, no progress' })
    .help('help')
    .alias('help', 'h')
    .version(false)
    .strict()
    .showHelpOnFail(false)
    .wrap(Math.min(100, process.stdout.columns ?? 100));
  const examples = command.examples.map(([line, does]) => `  ${line}\n      ${does}`);
  return parser.epilogue(`Examples:\n${examples.join('\n')}`);
}

/** A usage mistake in words of ours, with the nearest option where one was unknown. */
function usageText(message: string, help: string, command: AnyCommand): string {
  const unknown = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1];
  const more = `"fairlead ${nameOf(command)} --help" shows how`;
  if (unknown !== undefined) {
    const options = [...help.matchAll(/--([a-z][a-z0-9-]*)/g)].map((match) => match[1] ?? '');
    const near = options.includes(unknown) ? '' : suggestion(unknown, options);
    const isOption = near !== '' || /^[a-z]/.test(unknown);
    const what = isOption ? `unknown option or word "${unknown}"` : `unexpected "${unknown}"`;
    return near === '' ? `${what}; ${more}` : `${what}${near.replace(/"(.*)"/, '"--$1"')}`;
  }
  const [, name, given = '', choices] =
    /Argument: (\S+), Given: (.*), Choices: (.*)$/m.exec(message) ?? [];
  if (name !== undefined && choices !== undefined) {
    const known = choices.split(', ').map((choice) => choice.replaceAll('"', ''));
    const near = suggestion(given.replaceAll('"', ''), known);
    return `--${name}: expected one of ${known.join(', ')}, found ${given}${near}`;
  }
  if (/^Not enough non-option/.test(message))
    return `expected "fairlead ${command.command}"; ${more}`;
  return `${message.replace(/\s*\n\s*/g, ' ')}; ${more}`;
}

/** The options in `words` for `command`, or its help where asked for. Throws on a mistake. */
export async function parseOptions(command: AnyCommand, words: readonly string[]): Promise<Parsed> {
  let failure: string | undefined;
  let text = '';
  let options: Record<string, unknown> = {};
  await parserOf(command).parse([...words], {}, (error, parsed, output) => {
    failure = error?.message;
    options = parsed;
    text = output;
  });
  if (failure !== undefined) {
    // A stray word may be the address of a client: what is told ends up in logs.
    const told = usageText(failure, await parserOf(command).getHelp(), command);
    throw wrongInput(words.includes('--full-address') ? told : withoutAddresses(told));
  }
  if (text !== '') return { kind: 'help', text: `${text}\n` };
  return { kind: 'options', options: { json: false, quiet: false, ...options } };
}
