// Which parameters has every function that core exports, by the API report?
import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** A parameter: its name, its type as it is written, and whether it may be left out. */
export type Parameter = {
  readonly name: string;
  readonly type: string;
  readonly isOptional: boolean;
};

/** Parameters of each exported function, and whether it is marked as hot. */
export function doorTypes(): ReadonlyMap<string, readonly Parameter[]> {
  const report = readFileSync('core/core.api.md', 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(report)?.[1] ?? '';
  const source = ts.createSourceFile('api.ts', code, ts.ScriptTarget.ES2023, true);
  const doors = new Map<string, readonly Parameter[]>();
  for (const statement of source.statements) {
    if (!ts.isFunctionDeclaration(statement) || statement.name === undefined) continue;
    const parameters = statement.parameters.map((one) => ({
      name: one.name.getText(),
      type: (one.type?.getText() ?? 'unknown').replace(/\s+/g, ' '),
      isOptional: one.questionToken !== undefined,
    }));
    doors.set(statement.name.text, parameters);
  }
  return doors;
}

/** Functions of core whose doc comment says `@hot`: they are loops, and ask nothing. */
export function hotDoors(): ReadonlySet<string> {
  const index = readFileSync('core/index.ts', 'utf8');
  const hot = new Set<string>();
  for (const [, file = ''] of index.matchAll(/from '\.\/([^']+)'/g)) {
    const text = readFileSync(`core/${file}`, 'utf8');
    for (const [, comment = '', name = ''] of text.matchAll(
      /\/\*\*((?:(?!\*\/)[\s\S])*?)\*\/\nexport function (\w+)/g,
    ))
      if (/@hot\b/.test(comment)) hot.add(name);
  }
  return hot;
}
