// How do the tables look?

export const tableStyle = `
.scroll {
  overflow: auto; max-height: 520px; background: var(--card); border: 1px solid var(--hair);
  border-radius: 12px;
}
.scroll.tall { max-height: none; }
.scroll[data-more] { --right: #000; --below: #000; }
.scroll[data-more~="right"] { --right: transparent; }
.scroll[data-more~="below"] { --below: transparent; }
@media screen {
  .scroll[data-more] {
    mask: linear-gradient(to left, var(--right), #000 44px),
      linear-gradient(to top, var(--below), #000 44px);
    mask-composite: intersect;
  }
}
.scroll td.words { white-space: normal; min-width: 200px; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; }
caption { text-align: left; }
.scroll caption {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}
.scroll th, .scroll td {
  text-align: left; padding: 6px 12px; border-bottom: 1px solid var(--hair); font-weight: 400;
  white-space: nowrap;
}
.scroll .end, .kpis .end, .bars .end { text-align: right; }
.scroll tbody th { font-weight: 560; }
.scroll thead th {
  position: sticky; top: 0; background: var(--card); color: var(--quiet); z-index: 1;
  font-size: 12.5px; box-shadow: inset 0 -1px 0 var(--faint);
}
.scroll tbody th, .scroll thead th:first-child {
  position: sticky; left: 0; background: var(--card);
}
.scroll thead th:first-child { z-index: 2; }
.scroll tbody tr:hover th { background: inherit; }
.scroll tbody tr:hover { background: var(--ground); }
.scroll thead button {
  all: unset; cursor: pointer; display: inline-block; font-weight: 560;
}
.scroll thead button:hover { color: var(--ink); }
.scroll thead button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
th[aria-sort="ascending"] button::after { content: " ↑"; color: var(--ink); }
th[aria-sort="descending"] button::after { content: " ↓"; color: var(--ink); }
.meter {
  background: linear-gradient(var(--load-2), var(--load-2)) no-repeat left 12px bottom 3px /
    calc(var(--wide) * 0.8) 3px;
}
.rows { margin: 8px 0 22px; min-width: 0; }
.told { margin: 18px 0 0; min-width: 0; }
.told h3 { margin-bottom: 6px; }
#lost > p { margin-bottom: 12px; }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 16px; margin-bottom: 8px; }
.filter input {
  font: inherit; font-size: 14px; color: var(--ink); background: var(--card); width: 240px;
  max-width: 100%; border: 1px solid var(--faint); border-radius: 8px; padding: 6px 12px;
}
.count { color: var(--quiet); font-size: 13.5px; }
.kpis { break-inside: avoid; margin-bottom: 20px; }
.kpis caption, .bars caption { font-weight: 620; padding: 4px 0; font-size: 13.5px; }
.kpis th, .kpis td {
  text-align: left; font-weight: 400; padding: 5px 0; border-top: 1px solid var(--hair);
}
.kpis td { font-weight: 560; white-space: nowrap; padding-left: 12px; width: 36%; }
.kpis td small { display: block; font-weight: 400; white-space: normal; overflow-wrap: normal; }
.kpis th { overflow-wrap: break-word; }
.kpis code, .compare code {
  display: block; color: var(--quiet); font-size: 11.5px; line-height: 1.3;
}
.compare td { vertical-align: middle; }
@media (max-width: 640px) {
  .scroll tbody th { white-space: normal; min-width: 150px; max-width: 44vw; }
}
.sign {
  font-weight: 620; padding: 2px 9px; border-radius: 6px; background: var(--hair);
  white-space: nowrap;
}
.sign.better { color: var(--good); background: var(--good-ground); }
.sign.worse { color: var(--bad); background: var(--bad-ground); }
.between { display: inline-flex; align-items: center; gap: 10px; }
.between small { color: var(--quiet); font-size: 12px; }
.interval { display: block; }
.between { vertical-align: middle; }
.interval .zero { stroke: var(--quiet); stroke-dasharray: 2 2; }
.interval .reach { stroke: var(--accent); stroke-width: 2; }
.interval circle { fill: var(--accent); }
.moved h3 { margin-bottom: 8px; }
.bars { margin-bottom: 10px; font-size: 13px; table-layout: fixed; }
.bars caption { color: var(--quiet); }
.bars th {
  text-align: left; font-weight: 560; padding: 3px 8px 3px 0; width: 36%; line-height: 1.3;
}
.bars small { display: block; color: var(--quiet); font-weight: 400; font-size: 12px; }
.bars td.end { width: 22%; padding-left: 8px; white-space: nowrap; }
.lane {
  position: relative;
  background: linear-gradient(var(--faint), var(--faint)) no-repeat var(--zero) 0 / 1px 100%;
}
.lane i { position: absolute; top: 50%; height: 12px; margin-top: -6px; min-width: 1px; }
.lane .more { left: var(--zero); background: var(--more); border-radius: 0 4px 4px 0; }
.lane .less {
  right: calc(100% - var(--zero)); background: var(--less); border-radius: 4px 0 0 4px;
}
`;
