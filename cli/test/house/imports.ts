// Which file imports which? Every import, export from and dynamic import, with types.
import ts from 'typescript';
import { codeOf, folderOf, lineOf, packages, syntaxOf, type Tree, visitAll } from './tree.ts';

export type Import = {
  readonly from: string;
  readonly line: number;
  /** As it is written. */
  readonly specifier: string;
  /** Path of the file in the project that is meant; empty for packages of others and `node:`. */
  readonly to: string;
};

function specifierOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return node.arguments[0];
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return node.argument.literal as ts.StringLiteral;
  return undefined;
}

/** Path of `specifier` as seen from `folder`, without `.` and `..`. */
export function resolvePath(folder: string, specifier: string): string {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function targetOf(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return resolvePath(folderOf(from), specifier);
  const name = /^@fairlead\/([^/]+)$/.exec(specifier)?.[1];
  if (name && packages.includes(name)) return `${name}/index.ts`;
  return specifier === 'fairlead' ? 'cli/index.ts' : '';
}

const known = new WeakMap<Tree, Import[]>();

/** All imports of all TypeScript files, in order of path and line. */
export function importsOf(tree: Tree): readonly Import[] {
  let imports = known.get(tree);
  if (imports) return imports;
  imports = [];
  for (const from of codeOf(tree))
    visitAll(syntaxOf(tree, from), (node) => {
      const written = specifierOf(node);
      if (!written || !ts.isStringLiteralLike(written)) return;
      const specifier = written.text;
      imports?.push({ from, line: lineOf(node), specifier, to: targetOf(from, specifier) });
    });
  known.set(tree, imports);
  return imports;
}
