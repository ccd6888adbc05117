// Which command lines do --help and the documents show, in which order can they be run, and how?
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, delimiter, join, resolve } from 'node:path';
import type { AnyCommand } from '../../terminal/command.ts';

/** A command line that somebody may copy, where it stands, and the exit code that it promises. */
export type Shown = { readonly at: string; readonly line: string; readonly exit: number };

function ofCommands(commands: readonly AnyCommand[]): Shown[] {
  return commands.flatMap(({ command, examples }) =>
    examples.map(([line, , exit = 0]) => ({ at: `${command} --help`, line, exit })),
  );
}

/** The documents of the repository and of its packages. */
function pages(): string[] {
  const here = readdirSync('.').filter((name) => name.endsWith('.md'));
  const packages = readdirSync('.').filter((name) => existsSync(join(name, 'package.json')));
  const theirs = packages.flatMap((name) =>
    readdirSync(name)
      .filter((file) => file.endsWith('.md'))
      .map((file) => join(name, file)),
  );
  return [...here, ...theirs].filter((file) => !/CHANGELOG|\.api\.md/.test(file));
}

/** What a page shows as `npx fairlead …`, in a block or in a line; a placeholder makes it a form. */
function ofPage(path: string): Shown[] {
  const text = readFileSync(path, 'utf8');
  const found = text.matchAll(/(?:`|^ {4}|^)npx (fairlead [^`\n]+)/gm);
  return [...found]
    .map(([, line = '']) => ({ at: path, line: line.trim(), exit: 0 }))
    .filter(({ line }) => !/…|\b[A-Z]{3,}\b/.test(line));
}

/** All of them, each line once. */
export function shownLines(commands: readonly AnyCommand[]): readonly Shown[] {
  const all = [...ofCommands(commands), ...pages().flatMap(ofPage)];
  return all.filter(({ line }, k) => all.findIndex((other) => other.line === line) === k);
}

const wordsOf = (line: string): string[] => line.split(/\s+/);

/** The file behind an option or a sign. */
function after(line: string, pattern: RegExp): string[] {
  return [...line.matchAll(pattern)].map((found) => found[1] ?? '');
}

/** What a line writes. */
function outputsOf(line: string): string[] {
  const told = after(line, /(?: -o | --out | --record | > )(\S+)/g);
  const isUpdate = line.includes(' --update');
  const baseline = isUpdate ? after(line, / --baseline (\S+)/g) : [];
  const routes = line.includes(' build ') && line.includes(' --routes') ? ['.routes'] : [];
  const kept = routes.map((end) => `${told[0]}${end}`);
  const scenarios = wordsOf(line).filter((word) => word.endsWith('.yaml'));
  const isRun = line.startsWith('fairlead run ') && !told.some((word) => word.startsWith('out/'));
  const results = isRun ? scenarios.map((file) => `out/${basename(file, '.yaml')}`) : [];
  return [...told, ...baseline, ...kept, ...results];
}

/** What a line reads of what others write: their outputs among its words. */
function inputsOf(line: string, written: ReadonlySet<string>): string[] {
  const own = new Set(outputsOf(line));
  const isRouted = /^fairlead (explain|snapshot update) .*(--routes|--changes)/.test(line);
  const words = [...wordsOf(line), ...(isRouted ? ['s.snapshot.routes'] : [])];
  const isRead = (word: string) =>
    !own.has(word) || line.indexOf(word) < line.indexOf(` -o ${word}`);
  return words
    .map((word) => word.replace(/:\d+$/, ''))
    .filter((word) => written.has(word) && isRead(word));
}

/** The lines in an order in which what a line reads was written, and what is in place comes last. */
export function inOrder(shown: readonly Shown[]): Shown[] {
  const written = new Set(shown.flatMap(({ line }) => outputsOf(line)));
  const inPlace = ({ line }: Shown) =>
    inputsOf(line, written).some((of) => outputsOf(line).includes(of));
  const left = [...shown.filter((one) => !inPlace(one)), ...shown.filter(inPlace)];
  const done = new Set<string>();
  const order: Shown[] = [];
  while (left.length > 0) {
    const next = left.findIndex(({ line }) => inputsOf(line, written).every((of) => done.has(of)));
    if (next < 0)
      throw new Error(`nothing makes what is read by\n${left.map(({ line }) => line).join('\n')}`);
    const [one] = left.splice(next, 1);
    if (!one) break;
    order.push(one);
    for (const of of outputsOf(one.line)) done.add(of);
  }
  return order;
}

/** What a run of a line came to; `lacks` says what it did not do. */
export type Done = { readonly status: number | null; readonly err: string; readonly lacks: string };

/** A folder with `fairlead` in it, for a shell. */
export function layCommand(folder: string): string {
  mkdirSync(folder);
  const file = join(folder, 'fairlead');
  const bin = resolve('cli/bin/fairlead.js');
  writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`);
  chmodSync(file, 0o755);
  return folder;
}

/** The value at `.a.b[0]` of a document, as `jq` has it. */
function valueAt(document: unknown, path: string): unknown {
  return after(path, /\.?([\w-]+)|\[\d+\]/g)
    .map((key, k) => key || after(path, /\[(\d+)\]/g)[k] || '0')
    .reduce(
      (value: unknown, key) => (value as { [key: string]: unknown } | undefined)?.[key],
      document,
    );
}

/** What is missing of what a line should have written or printed; empty where nothing is. */
function lacking(line: string, folder: string, out: string): string {
  for (const place of outputsOf(line)) {
    const path = join(folder, place);
    if (!existsSync(path) || statSync(path).size === 0) return `${place} is empty`;
  }
  const [, path] = / \| jq (?:"([^"]+)"|\S+)/.exec(line) ?? [];
  const asked = path ?? / \| jq (\S+)/.exec(line)?.[1];
  if (asked !== undefined && valueAt(JSON.parse(out), asked) === undefined) return `no ${asked}`;
  if (!line.includes(' > ') && out.trim() === '') return 'nothing is printed';
  return '';
}

/** Runs a line in `folder`, as a shell does; `jq` is done here. */
export function runLine(line: string, folder: string, commands: string): Done {
  const own = line.replace(/ \| jq .*$/, '');
  const env = { ...process.env, PATH: `${commands}${delimiter}${process.env.PATH}` };
  const ran = spawnSync('sh', ['-c', own], {
    cwd: folder,
    encoding: 'utf8',
    env,
    maxBuffer: 2 ** 28,
  });
  return { status: ran.status, err: ran.stderr, lacks: lacking(line, folder, ran.stdout) };
}
