// Do the documents show one set of figures, that of notebooks/figures.json?
import { blockOf, figureDocuments, figuresPath, withFigures } from '../support/figures.ts';
import type { Finding, Rule } from './rule.ts';
import type { Tree } from './tree.ts';

const measured = /\d\s?(?:[Mk]\/s|ms|µs)(?![\w/])/;

/** Lines of `path` outside its table that tell a rate or a time of their own. */
function ownFigures(path: string, text: string): Finding[] {
  const block = blockOf(text) ?? { from: 0, to: 0 };
  const findings: Finding[] = [];
  let at = 0;
  text.split('\n').forEach((line, row) => {
    const isTable = at >= block.from && at < block.to;
    at += line.length + 1;
    if (isTable || !measured.test(line)) return;
    const mend = 'give the table a line in cli/test/support/figures.ts, then npm run figures';
    findings.push({ path, line: row + 1, wrong: 'a figure outside the table', mend });
  });
  return findings;
}

function check(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  const figures = JSON.parse(tree.files.get(figuresPath) ?? '[]');
  for (const path of figureDocuments) {
    const text = tree.files.get(path);
    if (text === undefined) continue;
    findings.push(...ownFigures(path, text));
    if (blockOf(text) && withFigures(text, path, figures) === text) continue;
    const wrong = `the table is not that of ${figuresPath}`;
    findings.push({ path, line: 1, wrong, mend: 'npm run figures -- --text' });
  }
  return findings;
}

const marks = (text: string) => `<!-- figures: npm run figures -->\n${text}<!-- /figures -->\n`;
const good = withFigures(marks(''), 'core/README.md', []);

export const figures: Rule = {
  promise: 'figures in README.md and core/README.md are those of notebooks/figures.json',
  check,
  canaries: [
    { files: { 'README.md': 'No table.' }, says: 'the table is not' },
    { files: { 'core/README.md': good.replace('not measured', '1 s') }, says: 'the table is not' },
    {
      files: {
        'core/README.md': good,
        [figuresPath]: '[{ "name": "snapshot.open", "value": 1, "unit": "s" }]',
      },
      says: 'the table is not',
    },
    { files: { 'core/README.md': `${good}It opens in 93 ms.` }, says: 'outside the table' },
    { files: { 'core/README.md': `Some 1.2 M/s.\n${good}` }, says: 'outside the table' },
  ],
  good: { 'core/README.md': `A lease of 180 s.\n${good}`, 'sim/README.md': '3 ms' },
};
