// What may a command do to the world outside: say things, show progress, be interrupted?
import { commandFailure, exitCodes, stopSignals } from './exit.ts';
import { type Progress, startProgress } from './progress.ts';
import { errorColors } from './stream/color.ts';
import { guardInputs } from './stream/guard.ts';
import { say, tellWords } from './stream/output.ts';
import { visibleLine } from './stream/visible.ts';

/** The outside of a command. Answers go to standard output, words to standard error. */
export type Shell = {
  /** One JSON document is asked for, and nothing else on standard output. */
  readonly isJson: boolean;
  readonly isQuiet: boolean;
  /** The answer: `document` as JSON where that is asked for, else `text`. Call it once. */
  readonly answer: (document: unknown, text: () => string) => void;
  /** Words for a human, a line each; silent when quiet. */
  readonly tell: (line: string) => void;
  readonly warn: (line: string) => void;
  readonly progress: (title: string) => Progress;
  /**
   * Aborted by Ctrl-C, SIGTERM and SIGHUP. Listeners run at once (to take away what is half
   * written); then a command that `stopsItself` goes on to its own end, and any other ends there.
   * Both exit with 130.
   */
  readonly interrupt: AbortSignal;
  /**
   * Runs `work`, which never waits and may take long: meanwhile Ctrl-C ends the process the plain
   * way, as no handler could run. A Ctrl-C from before is heard first.
   */
  readonly computing: <T>(work: () => T) => Promise<T>;
};

export type ShellOptions = {
  readonly isJson: boolean;
  readonly isQuiet: boolean;
  readonly stopsItself: boolean;
};

function tellLine(text: string, isQuiet: boolean): void {
  if (!isQuiet) tellWords(`${visibleLine(text)}\n`);
}

function listenTo(how: 'on' | 'off', interrupted: () => void): void {
  for (const signal of stopSignals) process[how](signal, interrupted);
}

/** The shell of one command and the function that ends its listening. */
export function openShell({ isJson, isQuiet, stopsItself }: ShellOptions): {
  readonly shell: Shell;
  readonly close: () => void;
} {
  const controller = new AbortController();
  const interrupted = () => {
    const isSecond = controller.signal.aborted;
    controller.abort();
    if (!isSecond && stopsItself) return;
    tellLine('stopped; what was not whole yet is taken away', isQuiet);
    process.exit(exitCodes.interrupted);
  };
  listenTo('on', interrupted);
  const shell: Shell = {
    isJson,
    isQuiet,
    answer(document, text) {
      say(isJson ? `${JSON.stringify(document, null, 2)}\n` : text());
    },
    tell: (text) => tellLine(text, isQuiet),
    warn: (text) => tellLine(`${errorColors.yellow('warning')}: ${text}`, isQuiet),
    progress: (title) => startProgress(title, isQuiet),
    interrupt: controller.signal,
    async computing(work) {
      guardInputs();
      // Two turns of the event loop: a signal that came while we were busy waits in its pipe, and
      // would be lost if its handler went away before it was read.
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
      if (controller.signal.aborted) throw commandFailure(exitCodes.interrupted, 'interrupted');
      listenTo('off', interrupted);
      try {
        return work();
      } finally {
        listenTo('on', interrupted);
      }
    },
  };
  return { shell, close: () => listenTo('off', interrupted) };
}
