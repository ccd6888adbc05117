// How do the charts and the map look?

export const chartStyle = `
.charts {
  display: grid; gap: 16px;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 520px), 1fr));
}
.charts > #demand { grid-column: 1 / -1; }
.single { grid-template-columns: minmax(0, 1fr); }
.pairs { grid-template-columns: repeat(2, minmax(0, 1fr)); }
.chart {
  background: var(--card); border: 1px solid var(--hair); border-radius: 12px;
  padding: 16px 20px 14px; min-width: 0;
}
figcaption p { color: var(--quiet); font-size: 13px; }
.legend {
  display: flex; flex-wrap: wrap; gap: 3px 18px; padding: 8px 0 4px; font-size: 13px;
  color: var(--quiet); min-height: 32px;
}
.legend li { display: flex; align-items: center; gap: 6px; white-space: nowrap; }
.legend b { color: var(--ink); font-weight: 600; }
.legend .when { color: var(--ink); min-width: 7.2em; }
.map + .legend .when { min-width: 0; font-weight: 600; }
.map + .legend .when:not(:first-child) { margin-left: 14px; }
.swatch { width: 11px; height: 11px; border-radius: 3px; background: var(--swatch); flex: none; }
.swatch.lines {
  height: 0; width: 16px; border-radius: 0; background: none; border-top: 3px solid var(--swatch);
}
.swatch.dashed { border-top-style: dashed; border-top-width: 2px; }
.plot { position: relative; min-height: 210px; }
.plot svg { display: block; max-width: 100%; }
.scrub { position: absolute; cursor: crosshair; touch-action: pan-y; }
.scrub:focus-visible { outline-offset: 1px; }
.grid line { stroke: var(--hair); }
.grid .full { stroke: var(--quiet); }
.grid .tick { stroke: var(--faint); }
.grid text { fill: var(--quiet); font-size: 11.5px; }
.stack .mark { stroke: var(--card); stroke-width: 0.75; }
.lines .mark { fill: none; stroke-width: 1.9; stroke-linejoin: round; }
.event line { stroke: var(--quiet); stroke-dasharray: 2 3; }
.event rect { fill: var(--ink); }
.event .number { fill: var(--card); font-size: 11px; font-weight: 620; }
.event .label { fill: var(--quiet); font-size: 11.5px; }
.cross line { stroke: var(--ink); stroke-width: 1; }
.cross .halo { stroke: var(--card); stroke-width: 3; opacity: 0.55; }
.cross circle { stroke: var(--card); stroke-width: 1.5; }
.map { position: relative; border-radius: 8px; overflow: hidden; min-height: 300px; }
.map canvas { display: block; width: 100%; }
.map .scrub { inset: 0; cursor: default; }
.map .scrub:focus-visible { outline-offset: -3px; }
.ring {
  position: absolute; border: 2px solid var(--ink); border-radius: 50%;
  transform: translate(-50%, -50%); pointer-events: none;
}
.tip {
  position: absolute; background: var(--ink); color: var(--card); font-size: 13px;
  padding: 5px 10px; border-radius: 6px; max-width: min(320px, 50%);
  pointer-events: none; z-index: 2;
}
.zoom { position: absolute; right: 10px; top: 10px; display: grid; gap: 4px; z-index: 3; }
.zoom button {
  width: 32px; height: 32px; border: 1px solid var(--faint); border-radius: 8px; padding: 0;
  background: var(--card); color: var(--ink); font: 16px/1 system-ui, sans-serif; cursor: pointer;
}
.zoom button:hover { border-color: var(--quiet); }
.mix { margin-top: 16px; }
.lanes {
  display: flex; gap: 2px; height: 22px; margin: 10px 0 4px; border-radius: 6px; overflow: hidden;
}
.ranges { display: grid; gap: 12px; padding-top: 14px; }
.range {
  display: grid; grid-template-columns: 11.5em 1fr 11em; gap: 14px; align-items: center;
  font-size: 13.5px;
}
.range .name { color: var(--quiet); }
.range b { font-weight: 620; text-align: right; white-space: nowrap; }
.range small { font-size: 12.5px; font-weight: 400; color: var(--quiet); }
.track { position: relative; height: 12px; background: var(--hair); border-radius: 6px; }
.track i {
  position: absolute; top: 0; bottom: 0; background: var(--quantile-1);
  border-radius: 0 6px 6px 0;
}
.track u {
  position: absolute; top: -3px; bottom: -3px; width: 3px; margin-left: -1.5px;
  background: var(--quantile-3); border-radius: 2px;
}
.rates {
  display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 14px 20px;
  padding-top: 12px;
}
.rates dd { font-size: 22px; font-weight: 640; letter-spacing: -0.01em; line-height: 1.3; }
.moved .two { gap: 14px 40px; }
.moved .bars { margin-bottom: 0; align-self: start; }
@media (max-width: 640px) {
  .range { grid-template-columns: 1fr auto; gap: 4px 12px; }
  .range .track { grid-column: 1 / -1; grid-row: 2; }
  .map + .legend .when:not(:first-child) { margin-left: 0; }
  .chart { padding: 14px 12px 12px; }
  .legend { gap: 2px 12px; }
}
@media (max-width: 900px) { .single { grid-template-columns: minmax(0, 1fr); }
.pairs { grid-template-columns: minmax(0, 1fr); } }
`;
