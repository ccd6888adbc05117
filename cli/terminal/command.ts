// What is a command? A name, its options, examples, and what it does.
import type { ArgumentsCamelCase, Argv } from 'yargs';
import type { ExitCode } from './exit.ts';
import type { Shell } from './shell.ts';

/**
 * What options need so that they mean something: another option, one of some values of it, or that
 * it is not there. Elsewhere they are refused, as an option without effect deceives.
 */
export type OptionRule = {
  readonly options: readonly string[];
  readonly with?: string;
  readonly values?: readonly string[];
  /** One of these at least. */
  readonly withAny?: readonly string[];
  readonly without?: string;
  /** Asked only where this option has one of these values. */
  readonly among?: readonly [option: string, values: readonly string[]];
};

/** A command as it is written: `options` of `run` are those of `builder`, in camel case too. */
export type Command<Options> = {
  /** Its name and positionals, as yargs writes them: `world check <world>`. */
  readonly command: string;
  /** One sentence without a full stop. */
  readonly describe: string;
  /**
   * Command lines that work, what they do, and the exit code where it is not 0; at least one. A
   * test runs each, on what the others make and on `cli/test/support/help-ground.ts`.
   */
  readonly examples: readonly (readonly [line: string, does: string, exit?: ExitCode])[];
  readonly builder: (args: Argv) => Argv<Options>;
  /** What is true of its options beyond each for itself. */
  readonly rules?: readonly OptionRule[];
  /**
   * Does it; the exit code is 0 unless it returns another. Throws `commandFailure` where it has no
   * answer.
   */
  readonly run: (
    options: ArgumentsCamelCase<Options>,
    shell: Shell,
  ) => Promise<ExitCode | undefined>;
  /**
   * Its answer is a stream that stands for itself: a reader who has seen enough ends it with 0,
   * unless it writes something else too. Any other command ends as if it had been read.
   */
  readonly isStream?: boolean;
  /** Ctrl-C or its like only aborts `shell.interrupt`, and the command ends by itself. */
  readonly stopsItself?: boolean;
};

/** A command as the frame sees it, whatever its options are. */
export type AnyCommand = Omit<Command<unknown>, 'builder' | 'run'> & {
  readonly builder: (args: Argv) => Argv;
  readonly run: (options: unknown, shell: Shell) => Promise<ExitCode | undefined>;
};

/** The command for the registry; only here do the types of its options get lost. */
export function defineCommand<Options>(command: Command<Options>): AnyCommand {
  return {
    ...command,
    builder: (args) => command.builder(args) as unknown as Argv,
    run: (options, shell) => command.run(options as ArgumentsCamelCase<Options>, shell),
  };
}
