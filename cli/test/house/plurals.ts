// Does a count agree with its noun, also where it is one?
import ts from 'typescript';
import type { Finding, Rule } from './rule.ts';
import { codeOf, isTrial, lineOf, syntaxOf, type Tree, visitAll } from './tree.ts';

/** Words on s that are no nouns of which there are many. */
const others = new Set(
  (
    'as is has was does this its less plus bps needs holds comes begins ends extends stands means ' +
    'lists names differs goes gives serves asks takes tells says points knows'
  ).split(' '),
);
/** What there is always more than one of, or what is no number but a word. */
const neverOne = /(max|Max|kind|Kinds\[.*\])$/;
/** What is a number by its name. */
const isCount = /([cC]ount|length|size|rest|more|left|grouped\(.*\))$/;

/** What stands behind a number and agrees with it, or nothing: `records`, `broken lines`, `are`. */
function agreeing(expression: string, behind: string): string | undefined {
  if (neverOne.test(expression) || /^counted\(/.test(expression)) return undefined;
  const [, first = '', second = ''] = /^[ \u00a0]([a-z]+)(?: ([a-z]+))?/.exec(behind) ?? [];
  const isMany = (word: string) => /[a-z]{2,}s$/.test(word) && !others.has(word);
  if (isMany(first)) return first;
  if (!isCount.test(expression)) return undefined;
  if (/^(are|have|were|do)$/.test(first)) return first;
  return isMany(second) ? `${first} ${second}` : undefined;
}

function check(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const path of codeOf(tree).filter((one) => !isTrial(one)))
    visitAll(syntaxOf(tree, path), (node) => {
      if (!ts.isTemplateSpan(node)) return;
      const word = agreeing(node.expression.getText(), node.literal.text);
      if (word === undefined) return;
      const wrong = `"${word}" behind a number that may be 1`;
      const mend = `write counted(number, noun), or say it without a number before it`;
      findings.push({ path, line: lineOf(node), wrong, mend });
    });
  return findings;
}

export const plurals: Rule = {
  promise: 'a count agrees with its noun: one record, two records',
  check,
  canaries: [
    { files: { 'cli/io/a.ts': `const a = \`\${found} records\`;` }, says: '"records"' },
    { files: { 'core/world/a.ts': `const a = \`has \${rows.length} rows\`;` }, says: '"rows"' },
    {
      files: { 'cli/io/a.ts': `const a = \`\${badCount} broken lines\`;` },
      says: '"broken lines"',
    },
    { files: { 'cli/io/a.ts': `const a = \`\${grouped(n)} are left\`;` }, says: '"are"' },
  ],
  good: {
    'cli/io/a.ts': `const a = \`\${counted(n, 'row')} of \${grouped(n)}, \${id} is, at most \${linesMax} lines\`;`,
    'cli/io/b.ts': `const b = \`links of \${kind} sites\`;`,
    'cli/test/a.test.ts': `const a = \`\${n} rows\`;`,
  },
};
