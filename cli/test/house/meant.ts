// Does a text that lists what was expected also say which of it was meant?
import ts from 'typescript';
import type { Finding, Rule } from './rule.ts';
import { codeOf, isTrial, lineOf, syntaxOf, type Tree, visitAll } from './tree.ts';

const lists = /\b(expected one|none) of $/;
const says = /\b(near|hint|suggestion)\b/;

function check(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const path of codeOf(tree).filter((one) => !isTrial(one)))
    visitAll(syntaxOf(tree, path), (node) => {
      if (!ts.isTemplateExpression(node)) return;
      const texts = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
      if (!texts.some((text) => lists.test(text)) || says.test(node.getText())) return;
      const wrong = 'names are listed, and the one that was meant is not said';
      const mend = 'write expectedOneOf(names, found), or end with suggestion(found, names)';
      findings.push({ path, line: lineOf(node), wrong, mend });
    });
  return findings;
}

export const meant: Rule = {
  promise: 'a text that lists the names there are says which was meant',
  check,
  canaries: [
    {
      files: { 'cli/io/a.ts': `const a = \`expected one of \${names.join(', ')}\`;` },
      says: 'meant is not said',
    },
    {
      files: { 'core/world/a.ts': `const a = \`\${name} is none of \${words.join(', ')}\`;` },
      says: 'meant is not said',
    },
  ],
  good: {
    'core/door/a.ts': `const a = \`expected one of \${names}, found \${a}\${suggestion(a, names)}\`;`,
    'cli/test/a.test.ts': `const a = \`expected one of \${names}\`;`,
  },
};
