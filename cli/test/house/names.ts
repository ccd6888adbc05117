// Do names say what a thing is, and not that it is something?
import ts from 'typescript';
import type { Finding, Rule } from './rule.ts';
import {
  codeOf,
  lineOf,
  nameOf,
  packageOf,
  packages,
  syntaxOf,
  type Tree,
  visitAll,
} from './tree.ts';

const words = ['helper', 'manager', 'util', 'handler', 'service'];
const folders = ['src', 'utils', 'common', 'types', 'helpers', 'lib'];
const mend = 'name it after what it answers or does (style: Words)';

/** The words of a camelCase, kebab-case or CAPITAL name, in lower case, without a plural s. */
function wordsOf(name: string): string[] {
  return name
    .split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/)
    .map((word) => word.toLowerCase().replace(/s$/, ''));
}

function bannedWordOf(name: string): string | undefined {
  return wordsOf(name).find((word) => words.includes(word));
}

/** Whether `node` gives a name: libraries of others have their own, which we may use. */
function isDeclaration(node: ts.Node): node is ts.NamedDeclaration {
  return (
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isPropertySignature(node) ||
    ts.isTypeParameterDeclaration(node)
  );
}

function pathsOf(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const path of tree.paths) {
    if (!packages.includes(packageOf(path))) continue;
    const folder = path
      .split('/')
      .slice(0, -1)
      .find((part) => folders.includes(part));
    const wrongs = [
      folder && `a folder named ${folder}`,
      bannedWordOf(path) && `"${bannedWordOf(path)}" in a path`,
      /\.ts$/.test(path) &&
        !/^[a-z0-9]+([.-][a-z0-9]+)*\.ts$/.test(nameOf(path)) &&
        'not kebab-case',
    ];
    for (const wrong of wrongs) if (wrong) findings.push({ path, line: 1, wrong, mend });
  }
  return findings;
}

function check(tree: Tree): Finding[] {
  const findings = pathsOf(tree);
  for (const path of codeOf(tree))
    visitAll(syntaxOf(tree, path), (node) => {
      if (!isDeclaration(node) || !node.name || !ts.isIdentifier(node.name)) return;
      const word = bannedWordOf(node.name.text);
      if (!word) return;
      const wrong = `"${word}" in the name ${node.name.text}`;
      findings.push({ path, line: lineOf(node), wrong, mend });
    });
  return findings;
}

export const names: Rule = {
  promise: 'names of folders, files and things say what they are',
  check,
  canaries: [
    { files: { 'sim/run/a.ts': 'function loadHelper() {}' }, says: '"helper"' },
    { files: { 'sim/run/a.ts': 'const errorHandlers = [];' }, says: '"handler"' },
    { files: { 'sim/run/a.ts': 'type CacheManager = {};' }, says: '"manager"' },
    { files: { 'sim/run/a.ts': 'function f(service: string) {}' }, says: '"service"' },
    { files: { 'sim/run/date-utils.ts': '' }, says: '"util" in a path' },
    { files: { 'sim/src/a.ts': '' }, says: 'a folder named src' },
    { files: { 'core/common/a.ts': '' }, says: 'a folder named common' },
    { files: { 'core/base/bitSet.ts': '' }, says: 'kebab-case' },
  ],
  good: {
    'cli/commands/a.ts': 'const utilisation = 1;\nconst command = { handler: run };',
    'sim/test/a.test.ts': 'const servedShare = 1;',
  },
};
