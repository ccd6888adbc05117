// Do the links of the Markdown files lead somewhere?
import { resolvePath } from './imports.ts';
import type { Finding, Rule } from './rule.ts';
import { folderOf, type Tree } from './tree.ts';

/** The lines of a Markdown file, with those of code blocks emptied. */
function proseOf(text: string): string[] {
  let fence = '';
  return text.split('\n').map((line) => {
    const mark = /^\s*(```|~~~)/.exec(line)?.[1] ?? '';
    const wasCode = fence !== '';
    if (mark && !wasCode) fence = mark;
    else if (mark && mark === fence) fence = '';
    return wasCode || mark ? '' : line.replace(/`[^`]*`/g, (code) => ' '.repeat(code.length));
  });
}

/** Anchors of the headings of a Markdown file, as code hosts make them. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const line of text.split('\n')) {
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
    if (heading === undefined) continue;
    const words = heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '');
    anchors.add(words.replace(/\s/g, '-'));
  }
  return anchors;
}

function wrongOf(tree: Tree, path: string, link: string): string {
  if (/^[a-z][a-z+.-]*:/i.test(link)) return '';
  const [file = '', anchor] = link.split('#');
  const to = file === '' ? path : resolvePath(folderOf(path), decodeURIComponent(file));
  const isFolder = [...tree.paths].some((other) => other.startsWith(`${to}/`));
  if (!tree.paths.has(to) && !isFolder) return `${link} leads nowhere`;
  const text = tree.files.get(to);
  if (!anchor || text === undefined || !to.endsWith('.md')) return '';
  return anchorsOf(text).has(anchor) ? '' : `${link}: no heading of ${to} is #${anchor}`;
}

function check(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const [path, text] of tree.files) {
    if (!path.endsWith('.md')) continue;
    proseOf(text).forEach((line, row) => {
      for (const found of line.matchAll(
        /\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|^\[[^\]]+\]:\s+(\S+)/g,
      )) {
        const wrong = wrongOf(tree, path, found[1] ?? found[2] ?? '');
        const mend = 'write the path from this file, or the words of the heading';
        if (wrong) findings.push({ path, line: row + 1, wrong, mend });
      }
    });
  }
  return findings;
}

export const links: Rule = {
  promise: 'the links of Markdown files lead to files and headings that are there',
  check,
  canaries: [
    { files: { 'README.md': 'See [this](docs/none.md).' }, says: 'docs/none.md leads nowhere' },
    { files: { 'core/README.md': '![picture](../a.png)' }, says: '../a.png leads nowhere' },
    { files: { 'A.md': '[b](B.md#no-such)', 'B.md': '# Other' }, says: 'no heading of B.md' },
    { files: { 'A.md': '[a]: none.md' }, says: 'none.md leads nowhere' },
  ],
  good: {
    'README.md':
      '[a](core/README.md#what-is-it) [b](https://example.org/x) [c](core) [d](#top)\n# Top',
    'core/README.md': '## What is it?\n```\n[x](none.md)\n```\nand `[y](none.md)`',
  },
};
