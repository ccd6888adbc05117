// Does a test fail when the machine is busy?
import ts from 'typescript';
import type { Finding, Rule } from './rule.ts';
import { codeOf, lineOf, syntaxOf, type Tree, visitAll } from './tree.ts';

const clock = /\b(performance\.now|Date\.now|process\.hrtime)\b/;
const { LessThanToken, LessThanEqualsToken, GreaterThanToken, GreaterThanEqualsToken } =
  ts.SyntaxKind;
const relations: readonly ts.SyntaxKind[] = [
  ...[LessThanToken, LessThanEqualsToken],
  ...[GreaterThanToken, GreaterThanEqualsToken],
];

/** Names that hold what a clock said in `syntax`, or what was computed from it. */
function timesIn(syntax: ts.SourceFile): Set<string> {
  const times = new Set<string>();
  const isTime = (node: ts.Node) => clock.test(node.getText(syntax)) || names(node, times);
  for (let before = -1; before !== times.size; ) {
    before = times.size;
    visitAll(syntax, (node) => {
      const [name, value] = ts.isVariableDeclaration(node)
        ? [node.name, node.initializer]
        : ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken
          ? [node.left, node.right]
          : [];
      // A function that reads the clock within is no time.
      if (!name || !value || !ts.isIdentifier(name) || holdsFunction(value)) return;
      if (isTime(value)) times.add(name.text);
    });
  }
  return times;
}

function names(node: ts.Node, wanted: ReadonlySet<string>): boolean {
  let found = false;
  visitAll(node, (below) => {
    if (ts.isIdentifier(below) && wanted.has(below.text)) found = true;
  });
  return found;
}

function holdsFunction(node: ts.Node): boolean {
  let found = false;
  visitAll(node, (below) => {
    if (ts.isFunctionLike(below)) found = true;
  });
  return found;
}

function check(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const path of codeOf(tree)) {
    if (!/^\w+\/test\/[^/]+\.(test|prove)\.ts$/.test(path)) continue;
    const syntax = syntaxOf(tree, path);
    const times = timesIn(syntax);
    visitAll(syntax, (node) => {
      if (!ts.isBinaryExpression(node) || !relations.includes(node.operatorToken.kind)) return;
      const sides = [node.left, node.right];
      if (!sides.some((side) => clock.test(side.getText(syntax)) || names(side, times))) return;
      const wrong = `${node.getText(syntax)} asks a clock`;
      const mend = 'count work (steps, problems, bytes), or measure it in a bench';
      findings.push({ path, line: lineOf(node), wrong, mend });
    });
  }
  return findings;
}

const canary = (text: string) => ({ files: { 'core/test/a.test.ts': text }, says: 'asks a clock' });

export const clocks: Rule = {
  promise: 'no test compares what a clock says: a busy machine breaks nothing',
  check,
  canaries: [
    canary('assert.ok(performance.now() - startMs < 1000);'),
    canary('const a = Date.now();\nrun();\nconst tookMs = Date.now() - a;\nassert.ok(tookMs < 9);'),
    canary('let most = 0;\nmost = Math.max(most, performance.now() - b);\nok(900 >= most);'),
    canary('const from = process.hrtime.bigint();\nok(process.hrtime.bigint() - from < 1n);'),
  ],
  good: {
    'core/test/a.test.ts': `const startMs = performance.now();
run();
console.log(\`\${performance.now() - startMs} ms\`);
test('a', () => { const b = performance.now(); });
for (let row = 0; row < 3; row++) use(row);`,
    'core/bench/a.bench.ts': 'if (performance.now() - startMs > 5) stop();',
  },
};
