// What does the frame make of a command line before anything runs?
import * as registry from '../../commands/registry.ts';
import { isCommandFailure } from '../../terminal/exit.ts';
import { findCommand } from '../../terminal/find-command.ts';
import { parseOptions } from '../../terminal/parse-options.ts';

/** Help, options or what is wrong with `line`, without a process. */
export async function understood(line: string) {
  const found = findCommand(Object.values(registry), line.split(' '));
  if (found.kind !== 'command') return found;
  try {
    return await parseOptions(found.command, found.rest);
  } catch (error) {
    return { kind: 'unknown', text: isCommandFailure(error) ? error.message : `thrown: ${error}` };
  }
}
