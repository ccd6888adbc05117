// Is every folder, file, function and line small enough to be read in a sitting?
import ts from 'typescript';
import type { Finding, Rule } from './rule.ts';
import {
  codeOf,
  folderOf,
  isTrial,
  lineOf,
  nameOf,
  packageOf,
  packages,
  syntaxOf,
  type Tree,
  visitAll,
} from './tree.ts';

const filesMax = 12;
const fileLines = { wished: 300, max: 400, testMax: 600 };
const functionLinesMax = 70;
const columnsMax = 100;
const split = 'split it by what its parts do';

/** Plug-in rooms, tests and folders of YAML may have more files. */
function foldersOf(tree: Tree): Finding[] {
  const folders = new Map<string, string[]>();
  for (const path of tree.paths) {
    if (!packages.includes(packageOf(path)) || /\.ya?ml$/.test(path)) continue;
    const folder = folderOf(path);
    if (/^\w+\/test(\/|$)/.test(folder)) continue;
    folders.set(folder, [...(folders.get(folder) ?? []), nameOf(path)]);
  }
  const findings: Finding[] = [];
  for (const [folder, names] of folders) {
    if (names.length <= filesMax || names.includes('registry.ts')) continue;
    const wrong = `${names.length} files in a folder, more than ${filesMax}`;
    findings.push({ path: folder, line: 1, wrong, mend: 'open a folder for a part of them' });
  }
  return findings;
}

function linesOf(tree: Tree, path: string): Finding[] {
  const findings: Finding[] = [];
  const lines = (tree.files.get(path) ?? '').trimEnd().split('\n');
  const max = isTrial(path) ? fileLines.testMax : fileLines.max;
  const wished = isTrial(path) ? fileLines.max : fileLines.wished;
  const wrong = `${lines.length} lines in a file, more than`;
  if (lines.length > max) findings.push({ path, line: max, wrong: `${wrong} ${max}`, mend: split });
  else if (lines.length > wished)
    findings.push({ path, line: wished, wrong: `${wrong} ${wished}`, mend: split, isWish: true });
  lines.forEach((text, row) => {
    const columns = [...text].length;
    if (columns <= columnsMax || /https?:\/\//.test(text)) return;
    const long = `${columns} columns in a line, more than ${columnsMax}`;
    const mend = 'break it (only an address may)';
    // Texts of tests are often input, which a break would change.
    findings.push({ path, line: row + 1, wrong: long, mend, isWish: isTrial(path) });
  });
  return findings;
}

function functionsOf(tree: Tree, path: string): Finding[] {
  const findings: Finding[] = [];
  const syntax = syntaxOf(tree, path);
  visitAll(syntax, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) return;
    const first = lineOf(node);
    const count = syntax.getLineAndCharacterOfPosition(node.end).line + 2 - first;
    if (count <= functionLinesMax) return;
    const name = node.name?.getText(syntax) ?? 'a function';
    const wrong = `${name} has ${count} lines, more than ${functionLinesMax}`;
    findings.push({ path, line: first, wrong, mend: split });
  });
  return findings;
}

function check(tree: Tree): Finding[] {
  const each = codeOf(tree).flatMap((path) => [...linesOf(tree, path), ...functionsOf(tree, path)]);
  return [...foldersOf(tree), ...each];
}

const many = (count: number, text: (row: number) => string) =>
  Array.from({ length: count }, (_, row) => text(row)).join('\n');

export const sizes: Rule = {
  promise: `folders have at most ${filesMax} files, files ${fileLines.max} lines, functions \
${functionLinesMax}, lines ${columnsMax} columns`,
  check,
  canaries: [
    {
      files: Object.fromEntries('abcdefghijklm'.split('').map((k) => [`sim/run/${k}.ts`, ''])),
      says: '13 files',
    },
    { files: { 'sim/run/a.ts': many(401, (row) => `const a${row} = 1;`) }, says: '401 lines' },
    { files: { 'sim/run/a.ts': many(301, (row) => `const a${row} = 1;`) }, says: 'than 300' },
    { files: { 'sim/test/a.test.ts': many(601, () => '// a') }, says: '601 lines' },
    {
      files: { 'sim/run/a.ts': `function long() {\n${many(69, () => '  a();')}\n}` },
      says: 'long has 71 lines',
    },
    {
      files: { 'sim/run/a.ts': `const a = () => {\n${many(69, () => '  a();')}\n};` },
      says: 'has 71 lines',
    },
    { files: { 'sim/run/a.ts': `// ${'word '.repeat(20)}` }, says: '102 columns' },
  ],
  good: {
    'sim/run/a.ts': `function fits() {\n${many(68, () => '  a();')}\n}`,
    'sim/run/b.ts': `// https://example.org/${'a'.repeat(90)}\n// ${'→'.repeat(97)}`,
    'sim/test/a.test.ts': many(390, () => '// a'),
  },
};
