// How does a run become one HTML file that opens offline?
import { readFileSync } from 'node:fs';
import { askedText, differingText, scenarioYaml } from '@fairlead/scenarios';
import type { Comparison, RunResult } from '@fairlead/sim';
import { visible, visibleLine } from '../terminal/stream/visible.ts';
import type { EmbeddedPage, EmbeddedRun } from './embed.ts';
import { embedMoved, embedRun } from './embed.ts';
import { pageStyle } from './style.ts';

/**
 * The report of one run as a whole HTML document: no request leaves it, and equal results give
 * equal bytes (timing, the clock and the locale are left out). Throws when the run lacks a table
 * of `RunResult`, or when the page was not bundled.
 */
export function reportHtml(result: RunResult): string {
  const run = embedRun(result);
  const effective = scenarioYaml(result.document.provenance.scenario);
  return pageHtml({ kind: 'run', title: run.title, effective, run });
}

/** The page that shows two runs side by side, as `reportHtml` does for one. */
export function compareHtml(comparison: Comparison, base: RunResult, candidate: RunResult): string {
  const runs = { base: embedRun(base), candidate: embedRun(candidate) };
  const { by, left, names } = embedMoved(comparison, [runs.base, runs.candidate]);
  const [name, other] = [runs.base.title, runs.candidate.title];
  const title = name === other ? `${name}, run twice` : `${other}, compared with: ${name}`;
  const differs = comparison.differs.map(
    ({ what, base: from, candidate: to }) =>
      [differingText(what), askedText(from), askedText(to)] as const,
  );
  return pageHtml({
    ...{ kind: 'compare', title, comparison: { ...comparison, by }, differs, left, names },
    ...{ base: timesOnly(runs.base), candidate: timesOnly(runs.candidate) },
  });
}

/** The tables over time and the events: all of a run that the compare page draws. */
function timesOnly(run: EmbeddedRun): EmbeddedRun {
  const tables = Object.entries(run.tables).filter(([name]) =>
    ['epochs', 'utilisation', 'starts', 'events', 'countries'].includes(name),
  );
  return { ...run, tables: Object.fromEntries(tables) };
}

const policy =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";

function pageHtml(page: EmbeddedPage): string {
  const script = readFileSync(new URL('./page.js', import.meta.url), 'utf8');
  const kind = page.kind === 'run' ? 'run report' : 'comparison';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${markup(visibleLine(page.title))} · Fairlead ${kind}</title>
<link rel="icon" href="data:,">
<style>${pageStyle}</style>
</head>
<body>
<noscript><p>This page draws itself with JavaScript, which is switched off.
The numbers also stand in <code>result.json</code> beside it.</p></noscript>
<script type="application/json" id="page">${pageJson(page)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** What the page shows of `value`: all its texts as they may be seen, what steers as escapes. */
function shown(value: unknown): unknown {
  if (typeof value === 'string') return visible(value);
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [visible(key), shown(of)]));
}

/** JSON that no HTML parser can mistake for markup. */
function pageJson(page: EmbeddedPage): string {
  return JSON.stringify(shown(page)).replaceAll('<', '\\u003c');
}

function markup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
