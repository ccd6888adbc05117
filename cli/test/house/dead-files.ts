// Does anything lead to this file?
import ts from 'typescript';
import { importsOf, resolvePath } from './imports.ts';
import type { Finding, Rule } from './rule.ts';
import { codeOf, folderOf, syntaxOf, type Tree, visitAll } from './tree.ts';

/** What is started by people, by npm, by a thread or by a page. */
const entries = [
  /^\w+\/index\.ts$/,
  /^\w+\/test\/[^/]+\.(test|prove)\.ts$/,
  /^\w+\/bench\/([^/]+\.bench|bench)\.ts$/,
  /^cli\/test\/(run|bench|check|figures|mutants|audit)\.ts$/,
  /^cli\/report\/bundle\.ts$/,
  /^cli\/report\/page\/(page|main|index)\.ts$/,
];

/** Files that `new URL('./x.js', import.meta.url)` and the like name: `./x.js` means `./x.ts`. */
function namedIn(tree: Tree, path: string): string[] {
  const named: string[] = [];
  // The examples of the house name files that they do not mean.
  if (path.startsWith('cli/test/house/')) return named;
  visitAll(syntaxOf(tree, path), (node) => {
    if (!ts.isStringLiteralLike(node) || !/^[./\w-]+\.[jt]s$/.test(node.text)) return;
    const text = node.text.replace(/\.js$/, '.ts');
    named.push(resolvePath(folderOf(path), text), text.replace(/^(.*\/)?dist\//, ''));
  });
  return named;
}

function check(tree: Tree): Finding[] {
  const code = codeOf(tree);
  const next = new Map<string, string[]>(code.map((path) => [path, namedIn(tree, path)]));
  for (const { from, to } of importsOf(tree)) next.get(from)?.push(to);
  const queue = code.filter((path) => entries.some((entry) => entry.test(path)));
  const reached = new Set(queue);
  for (const path of queue)
    for (const to of next.get(path) ?? []) {
      if (reached.has(to) || !next.has(to)) continue;
      reached.add(to);
      queue.push(to);
    }
  return code
    .filter((path) => !reached.has(path))
    .map((path) => ({
      path,
      line: 1,
      wrong: 'no entry, test or bench leads here',
      mend: 'delete it, use it, or export it in the index.ts of its package',
    }));
}

export const deadFiles: Rule = {
  promise: 'every source file is reached from an entry, a test or a bench',
  check,
  canaries: [
    { files: { 'core/index.ts': '', 'core/base/a.ts': '' }, says: 'no entry' },
    {
      files: { 'core/base/a.ts': "import './b.ts';", 'core/base/b.ts': "import './a.ts';" },
      says: 'no entry',
    },
  ],
  good: {
    'core/index.ts': "export { a } from './base/a.ts';",
    'core/base/a.ts': "import './b.ts';",
    'core/base/b.ts': '',
    'sim/index.ts': "export { a } from './parallel/a.ts';",
    'sim/parallel/a.ts': "new URL('./worker.js', import.meta.url);",
    'sim/parallel/worker.ts': '',
  },
};
