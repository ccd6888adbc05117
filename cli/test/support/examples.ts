// Which code do the documents show, does it compile for a stranger, and what does it print?
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A piece of code that somebody may copy. */
export type Example = {
  /** Where it stands: `core/README.md:6`. */
  readonly at: string;
  /** Of an example in a doc comment the function it is for. */
  readonly door: string;
  readonly code: string;
};

const lineOf = (text: string, index: number) => text.slice(0, index).split('\n').length;

/** All blocks of TypeScript of a Markdown file, each a module of its own. */
export function examplesOfPage(path: string): Example[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/^```(?:ts|js)\n([\s\S]*?)^```/gm)].map((found) => ({
    at: `${path}:${lineOf(text, found.index)}`,
    door: '',
    code: found[1] ?? '',
  }));
}

/** The names that its table of contents takes out of each file of core. */
function exportsOfCore(): ReadonlyMap<string, readonly string[]> {
  const text = readFileSync('core/index.ts', 'utf8');
  const exported = new Map<string, string[]>();
  for (const [, isType, names = '', file = ''] of text.matchAll(
    /export (type )?\{([^}]*)\} from '\.\/([^']+)'/g,
  )) {
    const own = exported.get(`core/${file}`) ?? [];
    if (!isType)
      for (const name of names.split(',').map((each) => each.trim()))
        if (name !== '' && !name.startsWith('type ')) own.push(name);
    exported.set(`core/${file}`, own);
  }
  return exported;
}

/** The `@example` of every exported function of core; what they use is imported for them. */
export function examplesOfDoors(): Example[] {
  const exported = exportsOfCore();
  const known = new Set([...exported.values()].flat());
  const found: Example[] = [];
  for (const [path, names] of exported) {
    const text = readFileSync(path, 'utf8');
    for (const [comment, body = '', door = ''] of text.matchAll(
      /\/\*\*((?:(?!\*\/)[\s\S])*?)\*\/\nexport function (\w+)/g,
    )) {
      const [, example] = body.split('@example\n');
      if (example === undefined || !names.includes(door)) continue;
      const code = example.replace(/^ \* ?/gm, '');
      const at = `${path}:${lineOf(text, text.indexOf(comment))}`;
      found.push({ at, door, code: withImports(code, known) });
    }
  }
  return found;
}

/** Names that examples of doors have without declaring them. */
const given = ['snapshot', 'request', 'world'];

function withImports(code: string, known: ReadonlySet<string>): string {
  const lacks = (name: string) => {
    const isUsed = new RegExp(`(?<![.\\w'-])${name}\\b(?![:'-])`).test(code.replace(/\.{3}/g, ''));
    const isOwn = new RegExp(`const (${name}\\b|\\{[^}]*\\b${name}\\b[^:}]*\\})`).test(code);
    return isUsed && !isOwn;
  };
  const core = [...known].filter(lacks);
  const own = given.filter(lacks);
  const from = (names: string[], file: string) =>
    names.length > 0 ? `import { ${names.join(', ')} } from '${file}';\n` : '';
  return `${from(core, '@fairlead/core')}${from(own, './given.ts')}export {};\n${code}`;
}

const givenCode = `
import { readFileSync } from 'node:fs';
import { deserialize } from 'node:v8';
import { openSnapshot, readRequest, type World } from '@fairlead/core';
export const world: World = deserialize(readFileSync('out/small.world'));
const opened = openSnapshot(new Uint8Array(readFileSync('out/de.snapshot')));
if (opened.problems) throw new Error(opened.problems[0]?.text);
export const { snapshot } = opened;
const ask = { client: '169.192.0.7', file: 't00001-1750k', session: 's1' };
const read = readRequest(snapshot, ask);
if (read.problems) throw new Error(read.problems[0]?.text);
export const { request } = read;
`;

/** What TypeScript says of the examples, each a file of `folder`, under its strictest rules. */
export function compileExamples(folder: string, examples: readonly Example[]): string[] {
  writeFileSync(join(folder, 'given.ts'), givenCode);
  examples.forEach(({ code }, n) => {
    writeFileSync(join(folder, `example${n}.ts`), code);
  });
  return compileStrictly(examples.map((_, n) => join(folder, `example${n}.ts`))).map((text) => {
    const n = Number(/example(\d+)\.ts/.exec(text)?.[1] ?? -1);
    return `${examples[n]?.at ?? ''} ${text}`;
  });
}

/** Compiles `files` to where they stand; what TypeScript says of them under its strictest rules. */
export function compileStrictly(files: readonly string[]): string[] {
  const program = ts.createProgram(files, {
    ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
    ...{ noUnusedLocals: true, noImplicitReturns: true, skipLibCheck: false },
    ...{ target: ts.ScriptTarget.ES2023, lib: ['lib.es2023.d.ts'], types: ['node'] },
    ...{ module: ts.ModuleKind.NodeNext, rewriteRelativeImportExtensions: true },
  });
  program.emit();
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) =>
        `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
}

/** What each example prints, line by line; each runs in the same process, on its own. */
export function runExamples(folder: string, count: number): string[][] {
  const script = `
    const printed = [];
    const { log } = console;
    for (let n = 0; n < ${count}; n++) {
      const lines = [];
      console.log = (...words) => lines.push(words.map(String).join(' '));
      await import('./example' + n + '.js');
      printed.push(lines);
    }
    log(JSON.stringify(printed));`;
  writeFileSync(join(folder, 'run.mjs'), script);
  const ran = spawnSync(process.execPath, ['run.mjs'], { cwd: folder, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`${readdirSync(folder).join(' ')}\n${ran.stderr}`);
  return JSON.parse(ran.stdout) as string[][];
}

/** The lines that an example says it prints, in order. */
export function promisedLines(code: string): string[] {
  return [...code.matchAll(/\/\/ => (.*)/g)].map((found) => (found[1] ?? '').trim());
}
