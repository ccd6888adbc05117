// What lies in the project? The texts that people wrote, the names of all files, and the builds.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

export const packages = ['core', 'sim', 'scenarios', 'notebooks', 'cli'];
const unread = new Set(['node_modules', '.git', 'out']);
const texts = /\.(ts|js|md|json|yaml|yml|html|css)$|^\.ci\/|^[A-Z]+$/;

/** The project, or an example of one: paths are relative to its root, with `/`. */
export type Tree = {
  /** Path to text of every file that people wrote. */
  readonly files: ReadonlyMap<string, string>;
  /** Paths that exist, also of files whose text is not read. */
  readonly paths: ReadonlySet<string>;
  /** Paths inside `dist` folders. */
  readonly built: readonly string[];
};

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder || '.', { withFileTypes: true })) {
    if (unread.has(entry.name)) continue;
    const path = folder + entry.name;
    if (entry.isDirectory()) yield* walk(`${path}/`);
    else if (entry.isFile()) yield path;
  }
}

/** The tree of the current folder, which is the root of the project. */
export function readTree(): Tree {
  const files = new Map<string, string>();
  const paths = new Set<string>();
  const built: string[] = [];
  if (!existsSync('tsconfig.base.json')) throw new Error('run me in the root of the project');
  for (const path of [...walk('')].sort()) {
    const isBuilt = /(^|\/)dist\//.test(path);
    if (isBuilt) built.push(path);
    else paths.add(path);
    if (!isBuilt && texts.test(path)) files.set(path, readFileSync(path, 'utf8'));
  }
  return { files, paths, built };
}

/** A tree of a few texts, for canaries. Paths in `dist` count as built. */
export function treeOf(texts: Readonly<Record<string, string>>): Tree {
  const all = Object.keys(texts);
  const written = all.filter((path) => !path.includes('/dist/'));
  return {
    files: new Map(written.map((path) => [path, texts[path] ?? ''])),
    paths: new Set(written),
    built: all.filter((path) => path.includes('/dist/')),
  };
}

const parsed = new WeakMap<Tree, Map<string, ts.SourceFile>>();

/** The syntax tree of a TypeScript or JavaScript file of `tree`; parsed once. */
export function syntaxOf(tree: Tree, path: string): ts.SourceFile {
  const known = parsed.get(tree) ?? new Map<string, ts.SourceFile>();
  parsed.set(tree, known);
  const before = known.get(path);
  if (before) return before;
  const text = tree.files.get(path) ?? '';
  const syntax = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true, ts.ScriptKind.TS);
  known.set(path, syntax);
  return syntax;
}

/** Line of `node` in its file, from 1. */
export function lineOf(node: ts.Node): number {
  const file = node.getSourceFile();
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
}

/** Calls `visit` for `node` and everything below it. */
export function visitAll(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => visitAll(child, visit));
}

export const packageOf = (path: string): string => path.split('/')[0] ?? '';
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
/** Whether a file is code of tests or benches, which may do what products may not. */
export const isTrial = (path: string): boolean => /^\w+\/(test|bench)\//.test(path);

/** The TypeScript files of all packages, or of `rooms` alone. */
export function codeOf(tree: Tree, rooms: readonly string[] = packages): string[] {
  return [...tree.files.keys()].filter(
    (path) => rooms.includes(packageOf(path)) && /(?<!\.d)\.ts$/.test(path),
  );
}
