// Which codes do the errors have that core throws?
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

/** Places of the code among the arguments of what throws. */
const placeOf: Readonly<Record<string, number>> = { breakPromise: 0, assert: 2 };

/** Codes that stand in the source of core, each once, and the one that `assert` has unless told. */
export function codesOfPromises(): string[] {
  const found = new Set(['broken-promise']);
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const code = node.arguments[placeOf[node.expression.text] ?? Number.POSITIVE_INFINITY];
      if (code !== undefined && ts.isStringLiteral(code)) found.add(code.text);
    }
    ts.forEachChild(node, visit);
  };
  for (const path of readdirSync('core', { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts') || /^(dist|test|bench|node_modules)\//.test(path)) continue;
    const text = readFileSync(`core/${path}`, 'utf8');
    visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2023));
  }
  return [...found];
}
