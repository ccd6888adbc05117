// The command line: the only place with files, terminal and time.
import * as registry from './commands/registry.ts';
import { runCommand } from './terminal/run-command.ts';

/** Runs the command line `words` (without program and script) and sets the exit code. */
export async function main(words: readonly string[]): Promise<void> {
  process.exitCode = await runCommand(Object.values(registry), words);
}
