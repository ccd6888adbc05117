// Does core or sim call what differs between engines, machines, hours or places?
import ts from 'typescript';
import type { Finding, Rule } from './rule.ts';
import { codeOf, isTrial, lineOf, packageOf, syntaxOf, type Tree, visitAll } from './tree.ts';

const multiply = 'multiply, or use Math.sqrt, Math.exp and Math.log: engines round powers unlike';
const instant = 'take instants in whole milliseconds as a parameter (atMs); cli has the clock';
const order =
  'sort rows or use a Map or columns: the order of keys is not that of insertion; ' +
  'Object.values takes a registry alone (import * as registry)';
/** Where the members of what came in are looked at: counted, or sorted by name. */
const memberReader = 'core/door/members.ts';
const bytewise = 'use compareUtf8 of @fairlead/core';
const plain = 'write digits with toFixed or String, which no locale changes';
const machine = 'return it as data; cli, scenarios/load and sim/parallel touch the machine';

/** `object.member`, and what to do instead. */
const members: Readonly<Record<string, string>> = {
  'Math.pow': multiply,
  'Math.random': 'draw from a stream of sim/random; core takes a hash',
  'Object.keys': order,
  'Object.values': order,
  'Object.entries': order,
  'Object.getOwnPropertyNames': order,
  'Reflect.ownKeys': order,
};

/** Global names that stand for something outside. */
const globals: Readonly<Record<string, string>> = {
  Date: instant,
  performance: instant,
  Intl: 'take names and offsets as input (ZoneRules): versions of an engine disagree',
  process: machine,
  console: machine,
  Buffer: 'use Uint8Array, encodeUtf8 and DataView',
  setTimeout: 'schedule an event in sim/engine',
  setInterval: 'schedule an event in sim/engine',
  setImmediate: 'schedule an event in sim/engine',
  crypto: 'use hashBytes or the digest of core/base',
  fetch: machine,
};

const methods: Readonly<Record<string, string>> = {
  localeCompare: bytewise,
  toLocaleString: plain,
  toLocaleLowerCase: 'use toLowerCase',
  toLocaleUpperCase: 'use toUpperCase',
  toLocaleDateString: plain,
  toLocaleTimeString: plain,
};

/** Whether an identifier stands for the global of its name and is no member or key. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isTypeReferenceNode(parent)) return true;
  return !('name' in parent && parent.name === node) && !ts.isImportSpecifier(parent);
}

/** Names under which a file imports a registry whole: the keys of a module stand in one order. */
function registriesIn(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier))
      continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings === undefined || !ts.isNamespaceImport(bindings)) continue;
    if (/\/registry\.ts$/.test(statement.moduleSpecifier.text)) names.add(bindings.name.text);
  }
  return names;
}

/** Whether `node` is `Object.values` of a registry. */
function isRegistryList(node: ts.PropertyAccessExpression): boolean {
  const { parent } = node;
  if (node.getText() !== 'Object.values' || !ts.isCallExpression(parent)) return false;
  const [list] = parent.arguments;
  if (parent.expression !== node || list === undefined || !ts.isIdentifier(list)) return false;
  return registriesIn(node.getSourceFile()).has(list.text);
}

/** What stands at `node` that is banned, with its replacement. */
function bannedAt(node: ts.Node): readonly [wrong: string, mend: string] | undefined {
  if (ts.isForInStatement(node)) return ['for … in', order];
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const { AsteriskAsteriskToken, AsteriskAsteriskEqualsToken } = ts.SyntaxKind;
    if (kind === AsteriskAsteriskToken || kind === AsteriskAsteriskEqualsToken)
      return ['**', multiply];
  }
  if (ts.isPropertyAccessExpression(node)) {
    if (isRegistryList(node)) return undefined;
    const mend = members[`${node.expression.getText()}.${node.name.text}`];
    if (mend) return [`${node.expression.getText()}.${node.name.text}`, mend];
    const instead = Object.hasOwn(methods, node.name.text) ? methods[node.name.text] : undefined;
    return instead ? [node.name.text, instead] : undefined;
  }
  if (ts.isIdentifier(node) && Object.hasOwn(globals, node.text) && isValue(node))
    return [node.text, globals[node.text] ?? ''];
  return undefined;
}

function check(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const path of codeOf(tree, ['core', 'sim'])) {
    if (isTrial(path)) continue;
    const mayTouch = path.startsWith('sim/parallel/');
    visitAll(syntaxOf(tree, path), (node) => {
      const banned = bannedAt(node);
      if (!banned || (mayTouch && banned[1] === machine)) return;
      if (path === memberReader && ts.isForInStatement(node)) return;
      const [what, mend] = banned;
      const wrong = `${what} in ${packageOf(path)}`;
      findings.push({ path, line: lineOf(node), wrong, mend });
    });
  }
  return findings;
}

const canary = (text: string, says: string) => ({ files: { 'core/base/a.ts': text }, says });

export const bannedCalls: Rule = {
  promise: 'core and sim call nothing that differs between engines, machines, hours or places',
  check,
  canaries: [
    canary('const a = Math.pow(2, b);', 'Math.pow'),
    canary('const a = b ** 2;', '**'),
    canary('b **= 2;', '**'),
    canary('const a = Math.random();', 'Math.random'),
    canary('const a = Date.now();', 'Date'),
    canary('const a = new Date();', 'Date'),
    canary('const { now } = performance;', 'performance'),
    canary("new Intl.DateTimeFormat('de');", 'Intl'),
    canary('names.sort((a, b) => a.localeCompare(b));', 'localeCompare'),
    canary('const a = b.toLocaleString();', 'toLocaleString'),
    canary('for (const key in table) use(key);', 'for … in'),
    canary('for (const key of Object.keys(table)) use(key);', 'Object.keys'),
    canary('const a = Object.entries(table);', 'Object.entries'),
    canary('const a = Object.values(table);', 'Object.values'),
    canary("import * as b from './registry.ts';\nObject.keys(b);", 'Object.keys'),
    canary("import * as b from './b.ts';\nObject.values(b);", 'Object.values'),
    canary("import { registry } from './registry.ts';\nObject.values(registry);", 'Object.values'),
    canary('console.log(a);', 'console'),
    { files: { 'sim/run/a.ts': 'const a = process.env.TZ;' }, says: 'process in sim' },
    { files: { 'sim/parallel/a.ts': 'const a = Math.random();' }, says: 'Math.random in sim' },
  ],
  good: {
    'core/base/a.ts':
      'const a = { Date: 1, process: 2 };\nfor (const b of c) d(a.Date, e.process);',
    'core/rank/a.ts': "import * as b from './registry.ts';\nconst a = Object.values(b);",
    'core/door/members.ts': 'for (const name in value) names.push(name);',
    'core/test/a.test.ts': 'const a = 2 ** 3 + Date.now();',
    'sim/parallel/a.ts': 'process.exit(0);',
    'cli/io/a.ts': 'const a = new Date();',
  },
};
