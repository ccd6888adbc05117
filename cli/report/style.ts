// How does a report look? Colours for light and dark, and the style of the whole page.
import { chartStyle } from './style-chart.ts';
import { tableStyle } from './style-table.ts';

/**
 * Colours on a light ground. Any two of one family stay apart for normal sight and for each of
 * the three kinds of colour blindness; the report's test measures it.
 */
const light = `
  color-scheme: light;
  --ground: #f6f7f9; --card: #ffffff; --ink: #181b20; --quiet: #565d68; --faint: #dfe3e8;
  --hair: #e9ecf0; --accent: #23589c; --good: #0d6b4f; --good-ground: #e4f3ed;
  --bad: #a3260c; --bad-ground: #fbe9e4; --more: #c05a12; --less: #2a6db5;
  --embedded: #325682; --pni: #50b7ea; --ix: #449181; --transit: #e0a336; --unserved: #a42e0b;
  --miss-route: #040418; --miss-loss: #7c041b;
  --miss-content: #443280; --miss-drain: #a2b3c4; --miss-health: #ce3401;
  --miss-load: #ec9809; --miss-link: #0c8095;
  --quantile-1: #8ab6e3; --quantile-2: #4488c9; --quantile-3: #1b3f7a; --quantile-4: #c4430e;
  --load-1: #a9cbec; --load-2: #64a0d8; --load-3: #2f70b5; --load-4: #173a73; --load-5: #d0440b;
  --sea: #f3f5f8; --land: #e4e7ec; --border: #c3c9d1; --graticule: #dde1e7; --site-edge: #ffffff;
`;

const dark = `
  color-scheme: dark;
  --ground: #121419; --card: #1b1e25; --ink: #eceef2; --quiet: #a5adba; --faint: #343a45;
  --hair: #2a2f38; --accent: #8fbdf2; --good: #6fd0ab; --good-ground: #16332a;
  --bad: #ff9b80; --bad-ground: #41201a; --more: #f0995a; --less: #6faeee;
  --embedded: #4b65b0; --pni: #91d4ff; --ix: #68a697; --transit: #ebc34c; --unserved: #c63810;
  --miss-route: #d4fffc; --miss-loss: #84285d;
  --miss-content: #7652c4; --miss-drain: #adc1cf; --miss-health: #c84727;
  --miss-load: #eea830; --miss-link: #01999e;
  --quantile-1: #4f7db3; --quantile-2: #79b0ea; --quantile-3: #c8e1fb; --quantile-4: #ff8a4c;
  --load-1: #36597f; --load-2: #4883c0; --load-3: #73b0ea; --load-4: #c4e0fa; --load-5: #ff7a38;
  --sea: #171a20; --land: #262b34; --border: #3d444f; --graticule: #22272f; --site-edge: #12151a;
`;

const base = `
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 56px; -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  font-variant-numeric: tabular-nums;
}
h1, h2, h3, p, ul, ol, dl, dd, figure, pre, fieldset { margin: 0; padding: 0; }
h1 { font-size: 30px; line-height: 1.2; font-weight: 650; letter-spacing: -0.015em; }
h2 { font-size: 20px; line-height: 1.3; font-weight: 650; letter-spacing: -0.01em; }
h3 { font-size: 15px; line-height: 1.35; font-weight: 620; }
h1, .timeline, td, th { overflow-wrap: anywhere; }
ul, ol { list-style: none; }
a { color: var(--accent); text-underline-offset: 3px; }
code, pre {
  font: 12.5px/1.55 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.unseen {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap;
}
[hidden] { display: none; }
.skip { position: absolute; left: -999px; top: 8px; background: var(--card); padding: 8px 12px; }
.skip:focus { left: 8px; z-index: 9; }
header, main, footer { max-width: 1320px; margin: 0 auto; padding: 0 28px; }
.strip {
  display: flex; align-items: center; gap: 8px 24px; flex-wrap: wrap;
  padding: 14px 0; border-bottom: 1px solid var(--faint); font-size: 13.5px;
}
.brand { font-weight: 680; letter-spacing: -0.01em; }
.brand span { font-weight: 400; color: var(--quiet); margin-left: 8px; }
nav { margin-left: auto; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 18px; }
nav a { color: var(--quiet); text-decoration: none; }
nav a:hover { color: var(--ink); text-decoration: underline; }
.themes { border: 1px solid var(--faint); border-radius: 8px; display: flex; overflow: hidden; }
.themes input { position: absolute; opacity: 0; pointer-events: none; }
.themes label { display: block; padding: 3px 10px; color: var(--quiet); cursor: pointer; }
.themes input:checked + label { background: var(--faint); color: var(--ink); }
.themes input:focus-visible + label { outline: 2px solid var(--accent); outline-offset: -2px; }
.head { padding: 34px 0 8px; display: grid; gap: 14px; }
.window { color: var(--quiet); margin-top: -8px; }
.verdict {
  justify-self: start; padding: 7px 14px; border-radius: 8px; background: var(--hair);
}
.verdict.good { background: var(--good-ground); } .verdict.good b { color: var(--good); }
.verdict.bad { background: var(--bad-ground); } .verdict.bad b { color: var(--bad); }
.facts { display: flex; flex-wrap: wrap; gap: 10px 36px; padding: 4px 0; }
dt { font-size: 12.5px; color: var(--quiet); }
dd { font-weight: 560; overflow-wrap: anywhere; }
.two {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr));
  gap: 16px;
}
.side {
  background: var(--card); border: 1px solid var(--hair); border-radius: 12px; padding: 16px 20px;
}
.side h2 { font-size: 15px; margin-bottom: 4px; }
section { padding: 30px 0 6px; }
section > h2 { margin-bottom: 14px; }
.note { color: var(--quiet); font-size: 13.5px; margin: 10px 0; }
.cards { display: grid; gap: 12px; grid-template-columns: repeat(auto-fill, minmax(206px, 1fr)); }
.card {
  background: var(--card); border: 1px solid var(--hair); border-radius: 12px;
  padding: 14px 16px 12px; display: flex; flex-direction: column; gap: 2px;
}
.card.failed { border-color: var(--bad); box-shadow: inset 0 3px 0 var(--bad); }
.card .name { font-size: 13.5px; color: var(--quiet); line-height: 1.35; }
.card .value { font-size: 27px; line-height: 1.25; font-weight: 640; letter-spacing: -0.02em; }
.card .note { margin: 0; font-size: 13px; }
.card code { color: var(--quiet); font-size: 11.5px; margin-top: auto; padding-top: 6px; }
.good { color: var(--good); } .bad { color: var(--bad); }
span.good, span.bad { font-weight: 620; }
.lists { columns: 3 320px; column-gap: 36px; padding-top: 8px; }
.fold { margin-top: 14px; min-width: 0; }
summary {
  cursor: pointer; color: var(--quiet); font-size: 13.5px; padding: 2px 0; width: fit-content;
}
summary:hover { color: var(--ink); }
.timeline { display: grid; gap: 6px; margin-bottom: 18px; font-size: 14px; }
.timeline li { display: flex; flex-wrap: wrap; gap: 2px 12px; align-items: baseline; }
.timeline time { color: var(--quiet); }
.timeline code { color: var(--quiet); }
.flag {
  background: var(--ink); color: var(--card); border-radius: 4px; font-size: 11.5px;
  font-weight: 620; min-width: 18px; padding: 0 4px; text-align: center; line-height: 17px;
}
.scroll pre { padding: 18px 20px; tab-size: 2; }
footer { padding-top: 34px; padding-bottom: 44px; color: var(--quiet); font-size: 13px; }
footer code { overflow-wrap: anywhere; }
@media (max-width: 640px) {
  header, main, footer { padding-left: 16px; padding-right: 16px; }
  nav { order: 3; margin-left: 0; width: 100%; }
  .themes { margin-left: auto; }
  h1 { font-size: 24px; }
  .head { padding-top: 22px; }
  .cards { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px; }
  .card { padding: 12px; } .card .value { font-size: 21px; }
  .card code { font-size: 10.5px; overflow-wrap: anywhere; }
  .facts { gap: 8px 24px; }
}
@media (prefers-reduced-motion: reduce) {
  html { scroll-behavior: auto; }
  * { transition: none; animation: none; }
}
`;

const print = `
@media print {
  :root:root { ${light} --ground: #ffffff; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { font-size: 11px; }
  header, main, footer { max-width: none; padding-left: 0; padding-right: 0; }
  nav, .themes, .zoom, .filter, .skip, .chart .fold { display: none; }
  .chart, .card, tr, .side { break-inside: avoid; }
  .plot svg { height: auto; }
  .map canvas { max-width: 100%; }
  h2, h3 { break-after: avoid; }
  .scroll { max-height: none; overflow: visible; }
  pre { white-space: pre-wrap; }
  .rows tbody tr:nth-child(n + 41) { display: none; }
}
`;

/** The style sheet of every report; its text holds no `<`. */
export const pageStyle = `
:root { ${light} }
@media (prefers-color-scheme: dark) { :root { ${dark} } }
:root[data-theme="light"] { ${light} }
:root[data-theme="dark"] { ${dark} }
${base}${chartStyle}${tableStyle}${print}`;
