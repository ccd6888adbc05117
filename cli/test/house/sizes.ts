// Is every folder, file, function and line small enough to be read in a sitting?
import ts from 'typescript';
import { exceptionsText, withoutExceptions } from './exceptions.ts';
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
const columnsMax = 100;
/** The norm, beyond which a place is an exception with a reason, and where exceptions end. */
const fileLines = { max: 300, hardMax: 400 };
const functionLines = { max: 40, hardMax: 70 };
const parametersMax = 4;
const split = 'split it by what its parts do';
const orExcept = 'or give its reason in cli/test/house/exceptions.json';

type Over = readonly (readonly [place: string, finding: Finding])[];

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

function columnsOf(tree: Tree, path: string): Finding[] {
  const findings: Finding[] = [];
  linesIn(tree, path).forEach((text, row) => {
    const columns = [...text].length;
    if (columns <= columnsMax || /https?:\/\//.test(text)) return;
    const long = `${columns} columns in a line, more than ${columnsMax}`;
    const mend = 'break it (only an address may)';
    // Texts of tests are often input, which a break would change.
    findings.push({ path, line: row + 1, wrong: long, mend, isWish: isTrial(path) });
  });
  return findings;
}

const linesIn = (tree: Tree, path: string) => (tree.files.get(path) ?? '').trimEnd().split('\n');

/** Files over the norm by their path; one over the hard limit under a place that none excepts. */
function longFiles(tree: Tree): Over {
  return codeOf(tree).flatMap((path) => {
    const { length } = linesIn(tree, path);
    if (length <= fileLines.max) return [];
    const max = length > fileLines.hardMax ? fileLines.hardMax : fileLines.max;
    const wrong = `${length} lines in a file, more than ${max}`;
    const mend = max === fileLines.max ? `${split}, ${orExcept}` : split;
    const place = max === fileLines.max ? path : `${path} hard`;
    return [[place, { path, line: max, wrong, mend }] as const];
  });
}

/** What a function is called: its name, that of the variable or key, or the call it is passed to. */
function calledOf(node: ts.SignatureDeclaration): string {
  const { parent } = node;
  if (node.name) return node.name.getText();
  if ((ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) && parent.name)
    return parent.name.getText();
  return ts.isCallExpression(parent) ? parent.expression.getText() : 'a function';
}

function functionsIn(tree: Tree): [path: string, node: ts.SignatureDeclaration][] {
  const functions: [string, ts.SignatureDeclaration][] = [];
  for (const path of codeOf(tree))
    visitAll(syntaxOf(tree, path), (node) => {
      if (ts.isFunctionLike(node)) functions.push([path, node]);
    });
  return functions;
}

function longFunctions(tree: Tree): Over {
  return functionsIn(tree).flatMap(([path, node]) => {
    if (!('body' in node) || !node.body) return [];
    const line = lineOf(node);
    const count = syntaxOf(tree, path).getLineAndCharacterOfPosition(node.end).line + 2 - line;
    if (count <= functionLines.max) return [];
    const max = count > functionLines.hardMax ? functionLines.hardMax : functionLines.max;
    const wrong = `${calledOf(node)} has ${count} lines, more than ${max}`;
    const mend = max === functionLines.max ? `${split}, ${orExcept}` : split;
    const place = `${path} ${calledOf(node)}${max === functionLines.max ? '' : ' hard'}`;
    return [[place, { path, line, wrong, mend }] as const];
  });
}

function wideFunctions(tree: Tree): Over {
  return functionsIn(tree).flatMap(([path, node]) => {
    const count = node.parameters.length;
    if (count <= parametersMax) return [];
    const called = calledOf(node);
    const wrong = `${called} has ${count} parameters, more than ${parametersMax}`;
    const mend = `pass what belongs together as one value, ${orExcept}`;
    return [[`${path} ${called}`, { path, line: lineOf(node), wrong, mend }] as const];
  });
}

function check(tree: Tree): Finding[] {
  return [
    ...foldersOf(tree),
    ...codeOf(tree).flatMap((path) => columnsOf(tree, path)),
    ...withoutExceptions(tree, 'fileLines', longFiles(tree)),
    ...withoutExceptions(tree, 'functionLines', longFunctions(tree)),
    ...withoutExceptions(tree, 'parameters', wideFunctions(tree)),
  ];
}

const many = (count: number, text: (row: number) => string) =>
  Array.from({ length: count }, (_, row) => text(row)).join('\n');

export const sizes: Rule = {
  promise: `folders have at most ${filesMax} files, files ${fileLines.max} lines, functions \
${functionLines.max} and ${parametersMax} parameters, lines ${columnsMax} columns, or a reason`,
  check,
  canaries: [
    {
      files: Object.fromEntries('abcdefghijklm'.split('').map((k) => [`sim/run/${k}.ts`, ''])),
      says: '13 files',
    },
    {
      files: {
        'sim/run/a.ts': many(401, (row) => `const a${row} = 1;`),
        ...exceptionsText('fileLines', { 'sim/run/a.ts': 'one table of data' }),
      },
      says: '401 lines',
    },
    { files: { 'sim/run/a.ts': many(301, (row) => `const a${row} = 1;`) }, says: 'than 300' },
    { files: { 'sim/test/a.test.ts': many(301, () => '// a') }, says: '301 lines' },
    {
      files: {
        'sim/run/a.ts': `function long() {\n${many(69, () => '  a();')}\n}`,
        ...exceptionsText('functionLines', { 'sim/run/a.ts long': 'one closure over columns' }),
      },
      says: 'long has 71 lines',
    },
    {
      files: { 'sim/run/a.ts': `const a = () => {\n${many(39, () => '  a();')}\n};` },
      says: 'a has 41 lines',
    },
    {
      files: { 'sim/run/a.ts': 'const wide = (a, b, c, d, e) => a;' },
      says: 'wide has 5 parameters',
    },
    {
      files: {
        'sim/run/a.ts': 'const slim = (a, b) => a;',
        ...exceptionsText('parameters', { 'sim/run/a.ts slim': 'in a hot loop' }),
      },
      says: '"sim/run/a.ts slim" is within its limit',
    },
    {
      files: {
        'sim/run/a.ts': 'const wide = (a, b, c, d, e) => a;',
        ...exceptionsText('parameters', { 'sim/run/a.ts wide': '' }),
      },
      says: 'has no reason',
    },
    { files: { 'sim/run/a.ts': `// ${'word '.repeat(20)}` }, says: '102 columns' },
  ],
  good: {
    'sim/run/a.ts': `function fits() {\n${many(38, () => '  a();')}\n}`,
    'sim/run/b.ts': `// https://example.org/${'a'.repeat(90)}\n// ${'→'.repeat(97)}`,
    'sim/run/c.ts': 'const wide = (a, b, c, d, e) => a;',
    'sim/test/a.test.ts': many(300, () => '// a'),
    ...exceptionsText('parameters', { 'sim/run/c.ts wide': 'one call for each session' }),
  },
};
