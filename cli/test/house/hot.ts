// Is everything that calls itself hot run by a bench?
import ts from 'typescript';
import { importsOf } from './imports.ts';
import type { Finding, Rule } from './rule.ts';
import { codeOf, lineOf, syntaxOf, type Tree, visitAll } from './tree.ts';

/** Hot functions that no bench reaches, with the reason why that is right. */
const unmeasured: Readonly<Record<string, string>> = {};

/** Something declared at the top of a file, or a whole bench: its names and what it uses. */
type Part = {
  readonly names: readonly string[];
  readonly uses: ReadonlySet<string>;
  readonly path: string;
  readonly line: number;
  readonly isHot: boolean;
};

function namesOf(statement: ts.Statement): string[] {
  const declared = ts.isVariableStatement(statement)
    ? statement.declarationList.declarations.map((one) => one.name)
    : ts.isFunctionDeclaration(statement)
      ? [statement.name]
      : [];
  return declared.flatMap((name) => (name && ts.isIdentifier(name) ? [name.text] : []));
}

/** Names that mean something of this project in a file: its own, the imported, the re-exported. */
function knownIn(tree: Tree, path: string, depth = 0): Map<string, string> {
  const known = new Map<string, string>();
  for (const statement of syntaxOf(tree, path).statements) {
    for (const name of namesOf(statement)) known.set(name, name);
    if (ts.isExportDeclaration(statement) && statement.exportClause)
      if (ts.isNamedExports(statement.exportClause))
        for (const one of statement.exportClause.elements) known.set(one.name.text, one.name.text);
    if (!ts.isImportDeclaration(statement)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings && ts.isNamedImports(bindings))
      for (const one of bindings.elements)
        known.set(one.name.text, (one.propertyName ?? one.name).text);
    if (bindings && ts.isNamespaceImport(bindings) && depth === 0)
      for (const { from, to, line } of importsOf(tree))
        if (from === path && line === lineOf(statement) && to !== '')
          for (const [name, meant] of knownIn(tree, to, 1)) known.set(name, meant);
  }
  return known;
}

function partsOf(tree: Tree, path: string): Part[] {
  const known = knownIn(tree, path);
  const usesIn = (node: ts.Node) => {
    const uses = new Set<string>();
    visitAll(node, (below) => {
      const meant = ts.isIdentifier(below) ? known.get(below.text) : undefined;
      if (meant !== undefined) uses.add(meant);
    });
    return uses;
  };
  const syntax = syntaxOf(tree, path);
  if (/^\w+\/bench\//.test(path))
    return [{ names: [], uses: usesIn(syntax), path, line: 1, isHot: false }];
  return syntax.statements.map((statement) => ({
    names: namesOf(statement),
    uses: usesIn(statement),
    path,
    line: lineOf(statement),
    isHot: ts.getJSDocTags(statement).some((tag) => tag.tagName.text === 'hot'),
  }));
}

/** A bench runs what it names, and what that uses; whoever names a thing means the same thing. */
function check(tree: Tree): Finding[] {
  const parts = codeOf(tree)
    .filter((path) => !/^\w+\/test\//.test(path))
    .flatMap((path) => partsOf(tree, path));
  const run = new Set<string>();
  const queue = parts.filter((part) => part.path.includes('/bench/'));
  const waiting = new Set(parts.filter((part) => part.names.length > 0));
  for (const { uses } of queue) {
    for (const name of uses) run.add(name);
    for (const part of waiting)
      if (part.names.some((name) => run.has(name))) {
        waiting.delete(part);
        queue.push(part);
      }
  }
  return parts
    .filter(({ isHot, names }) => isHot && names.every((name) => !run.has(name)))
    .filter(({ names }) => names.every((name) => unmeasured[name] === undefined))
    .map(({ names, path, line }) => ({
      path,
      line,
      wrong: `${names.join(', ')} is @hot, and no bench runs it`,
      mend: 'use it in <package>/bench/*.bench.ts, or take the tag away',
    }));
}

const hot = (name: string, body = '') =>
  `/** Fast. @hot */\nexport function ${name}() { ${body} }\n`;

export const hotFunctions: Rule = {
  promise: 'every @hot function is run by a bench, directly or through what it calls',
  check,
  canaries: [
    {
      files: {
        'core/base/a.ts': hot('lookup'),
        'core/bench/a.bench.ts': "import { other } from '../base/b.ts';\nother();",
      },
      says: 'lookup is @hot',
    },
    {
      files: {
        'core/base/a.ts': hot('push'),
        'core/bench/a.bench.ts':
          '// Without an import, this is the method of arrays.\nlist.push(1);',
      },
      says: 'push is @hot',
    },
    {
      files: { 'core/base/a.ts': '/** Fast. @hot */\nexport const find = () => 1;' },
      says: 'find is @hot',
    },
  ],
  good: {
    'core/base/a.ts': hot('jump'),
    'core/base/b.ts': `import { jump } from './a.ts';\nexport function lookup() { jump(); }`,
    'core/base/c.ts': hot('find'),
    'core/base/registry.ts': "export { find } from './c.ts';",
    'core/base/d.ts': `import * as registry from './registry.ts';
export const all = () => registry.find();`,
    'core/bench/a.bench.ts': `import { lookup } from '../base/b.ts';
import { all } from '../base/d.ts';
lookup(all());`,
  },
};
