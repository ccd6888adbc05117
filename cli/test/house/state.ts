// Does a module of core or sim keep something between two calls?
import ts from 'typescript';
import { exceptionsText, withoutExceptions } from './exceptions.ts';
import type { Finding, Rule } from './rule.ts';
import { codeOf, isTrial, lineOf, syntaxOf, type Tree, visitAll } from './tree.ts';

const mend =
  'make it where it is used and pass it on, or list it in cli/test/house/exceptions.json';
/** Methods that change what they are called on. */
const changing = 'set add delete clear push pop shift unshift splice fill sort reverse copyWithin';
const changers = new Set(changing.split(' '));
const buffer = /^(Big)?(Int|Uint|Float)\d+(Clamped)?Array$|^(ArrayBuffer|DataView|Map|Set)$/;

/** The variable at whose members `node` writes, and the node that names it. */
function writtenAt(node: ts.Node): ts.Identifier | undefined {
  const { FirstAssignment, LastAssignment, PlusPlusToken, MinusMinusToken } = ts.SyntaxKind;
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    if (kind >= FirstAssignment && kind <= LastAssignment) return rootOf(node.left);
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node))
    if (node.operator === PlusPlusToken || node.operator === MinusMinusToken)
      return rootOf(node.operand);
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
    if (changers.has(node.expression.name.text)) return rootOf(node.expression.expression);
  return undefined;
}

function rootOf(node: ts.Node): ts.Identifier | undefined {
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node))
    return rootOf(node.expression);
  return ts.isIdentifier(node) ? node : undefined;
}

/** Whether something between `node` and the top of its file declares a `name` of its own. */
function isShadowed(node: ts.Node, name: string): boolean {
  for (let up = node.parent; up && !ts.isSourceFile(up); up = up.parent) {
    if (!ts.isFunctionLike(up) && !ts.isBlock(up) && !ts.isForOfStatement(up)) continue;
    let declares = false;
    ts.forEachChild(up, (child) => {
      if (ts.isFunctionLike(child)) return;
      visitAll(child, (below) => {
        if (ts.isParameter(below) || ts.isVariableDeclaration(below) || ts.isBindingElement(below))
          if (ts.isIdentifier(below.name) && below.name.text === name) declares = true;
      });
    });
    if (declares) return true;
  }
  return false;
}

function isInFunction(node: ts.Node): boolean {
  for (let up = node.parent; up; up = up.parent) if (ts.isFunctionLike(up)) return true;
  return false;
}

/** Names that functions of `syntax` write to, and names that the module fills while it loads. */
function writesOf(syntax: ts.SourceFile) {
  const [later, atLoad] = [new Set<string>(), new Set<string>()];
  visitAll(syntax, (node) => {
    const root = writtenAt(node);
    if (!root) return;
    if (!isInFunction(node)) atLoad.add(root.text);
    else if (!isShadowed(node, root.text)) later.add(root.text);
  });
  return { later, atLoad };
}

function wrongOf(one: ts.VariableDeclaration, { later, atLoad }: ReturnType<typeof writesOf>) {
  const name = one.name.getText();
  if (!(one.parent.flags & ts.NodeFlags.Const)) return `let ${name}`;
  if (later.has(name)) return `${name}, which a function writes to`;
  const { initializer } = one;
  if (!initializer || !ts.isNewExpression(initializer) || atLoad.has(name)) return '';
  const [first] = initializer.arguments ?? [];
  // Made of values it is a table; made of a length or of another's memory it waits to be written.
  const isTable = first !== undefined && !ts.isNumericLiteral(first) && isValues(first);
  return buffer.test(initializer.expression.getText()) && !isTable ? `${name}, scratch` : '';
}

const isValues = (node: ts.Expression) =>
  ts.isArrayLiteralExpression(node) || ts.isCallExpression(node) || ts.isIdentifier(node);

function check(tree: Tree): Finding[] {
  const over: [string, Finding][] = [];
  for (const path of codeOf(tree, ['core', 'sim'])) {
    if (isTrial(path)) continue;
    const syntax = syntaxOf(tree, path);
    const writes = writesOf(syntax);
    for (const statement of syntax.statements) {
      if (!ts.isVariableStatement(statement)) continue;
      for (const one of statement.declarationList.declarations) {
        const what = wrongOf(one, writes);
        const wrong = `module state: ${what}`;
        const place = `${path} ${one.name.getText()}`;
        if (what) over.push([place, { path, line: lineOf(one), wrong, mend }]);
      }
    }
  }
  return withoutExceptions(tree, 'state', over);
}

const canary = (text: string, says: string) => ({ files: { 'core/base/a.ts': text }, says });

export const state: Rule = {
  promise: 'modules of core and sim keep nothing between two calls',
  check,
  canaries: [
    canary('let count = 0;', 'let count'),
    canary('const scratch = new Uint32Array(8);', 'scratch, scratch'),
    canary('const a = new Float64Array(1);\nconst b = new Uint32Array(a.buffer);', 'b, scratch'),
    canary('const seen = new Map();', 'seen, scratch'),
    canary('const last = { at: 0 };\nfunction f() { last.at = 1; }', 'last, which a function'),
    canary('const last = { at: 0 };\nconst f = () => last.at++;', 'last, which a function'),
    canary('const rows = [1];\nexport const f = () => rows.push(2);', 'rows, which a function'),
    canary('const a = [[1]];\nfunction f() { a[0][0] += 2; }', 'a, which a function'),
    {
      files: {
        'core/base/a.ts': '',
        ...exceptionsText('state', { 'core/base/a.ts b': 'it is hot' }),
      },
      says: 'delete its line',
    },
  ],
  good: {
    'core/base/a.ts': `const table = new Uint32Array(256);
for (let row = 0; row < 256; row++) table[row] = row;
const words = new Map([['a', 1]]);
const rule = { from: 1 };
function f(rule: { from: number }) { rule.from = 2; const table = [1]; table.push(2); }`,
    'core/base/b.ts': 'const last = { at: 0 };\nexport const f = () => { last.at = 1; };',
    'core/test/a.test.ts': 'let count = 0;',
    ...exceptionsText('state', { 'core/base/b.ts last': 'one word for each call' }),
  },
};
