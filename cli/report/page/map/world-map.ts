// Where is it busy? A map of the sites that zooms, pans and reads out.
import { type GeoProjection, type Quadtree, quadtree } from 'd3';
import { say } from '../chart/cursor.ts';
import { target } from '../chart/time-chart.ts';
import { element, onResize, onTheme, shape } from '../dom.ts';
import { type Fleet, fleetSummary, loads, siteLine } from './fleet.ts';
import { type Places, paint, placesOf } from './paint.ts';
import { projectionOf } from './projection.ts';

type View = {
  width: number;
  height: number;
  zoom: number;
  /** Shift of the zoomed map, in CSS pixels. */
  left: number;
  top: number;
  places: Places;
  tree: Quadtree<number>;
  projection: GeoProjection;
};

/** What a map is drawn on, and what points at a site of it. */
function partsOf(fleet: Fleet) {
  return {
    canvas: element('canvas', { role: 'img', 'aria-label': fleetSummary(fleet) }),
    ring: element('div', { class: 'ring', hidden: true }),
    tip: element('div', { class: 'tip', hidden: true }),
    scrub: element('div', {
      ...{ class: 'scrub', tabindex: 0, role: 'slider', 'aria-label': 'Site on the map' },
      ...{ 'aria-valuemin': 1, 'aria-valuemax': Math.max(1, fleet.count), 'aria-valuenow': 1 },
      'aria-valuetext': 'Busiest first',
    }),
  };
}

/** The figure with the map of `fleet`; `table` makes its rows as a table. */
export function worldMap(fleet: Fleet, table: Node): HTMLElement {
  const { canvas, ring, tip, scrub } = partsOf(fleet);
  const box = element('div', { class: 'map' }, canvas, ring, tip, scrub);
  let view: View | undefined;
  const draw = (next: View) => {
    view = next;
    ring.hidden = tip.hidden = true;
    paintView(canvas, fleet, next);
  };
  const point = (row: number | undefined) => {
    if (view) showSite({ ring, tip }, fleet, view, row);
  };
  onResize(box, (width) => draw(viewOf(fleet, width)));
  onTheme(() => view && paintView(canvas, fleet, view));
  const zoom = (by: number, x?: number, y?: number) => {
    if (view) draw(zoomed(fleet, view, by, { x: x ?? view.width / 2, y: y ?? view.height / 2 }));
  };
  const reset = () => view && draw(viewOf(fleet, view.width));
  listenKeys(scrub, fleet, { point, zoom, reset });
  listenPointer(scrub, {
    point,
    zoom,
    view: () => view,
    move: (x, y) => view && draw(moved(fleet, view, x, y)),
  });
  box.append(buttons(zoom, reset));
  return element(
    'figure',
    { class: 'chart wide', id: 'map-chart', 'aria-label': 'Map of the sites' },
    box,
    legendOf(),
    table,
  );
}

function viewOf(fleet: Fleet, width: number): View {
  const height = Math.round(Math.min(560, Math.max(300, width * 0.52)));
  const projection = projectionOf(fleet, width, height);
  return placed(fleet, { width, height, zoom: 1, left: 0, top: 0, projection });
}

function placed(fleet: Fleet, frame: Omit<View, 'places' | 'tree'>): View {
  const { zoom, left, top } = frame;
  const base = frame.projection;
  const places = placesOf(fleet, base, frame.width);
  for (let row = 0; row < fleet.count; row++) {
    places.x[row] = (places.x[row] ?? 0) * zoom + left;
    places.y[row] = (places.y[row] ?? 0) * zoom + top;
  }
  const rows = fleet.busiest.filter((row) => Number.isFinite(places.x[row]));
  const tree = quadtree(
    rows,
    (row) => places.x[row] ?? 0,
    (row) => places.y[row] ?? 0,
  );
  return { ...frame, places, tree };
}

function zoomed(fleet: Fleet, view: View, by: number, at: { x: number; y: number }): View {
  const zoom = Math.max(1, Math.min(24, view.zoom * by));
  if (zoom === 1) return viewOf(fleet, view.width);
  const left = at.x - ((at.x - view.left) * zoom) / view.zoom;
  const top = at.y - ((at.y - view.top) * zoom) / view.zoom;
  return placed(fleet, { ...view, zoom, left, top });
}

function moved(fleet: Fleet, view: View, x: number, y: number): View {
  return placed(fleet, { ...view, left: view.left + x, top: view.top + y });
}

function paintView(canvas: HTMLCanvasElement, fleet: Fleet, view: View): void {
  const { width, height, zoom, left, top, projection } = view;
  const dense = Math.max(2, devicePixelRatio);
  canvas.width = width * dense;
  canvas.height = height * dense;
  canvas.style.height = `${height}px`;
  const ink = canvas.getContext('2d');
  if (!ink) throw new Error('this browser draws no canvas');
  ink.scale(dense, dense);
  const scale = projection.scale();
  const [x, y] = projection.translate();
  projection.scale(scale * zoom).translate([x * zoom + left, y * zoom + top]);
  paint({ ink, width, height }, fleet, projection, view.places);
  projection.scale(scale).translate([x, y]);
}

function showSite(
  { ring, tip }: { ring: HTMLElement; tip: HTMLElement },
  fleet: Fleet,
  { places, width }: View,
  row: number | undefined,
): void {
  const x = row === undefined ? Number.NaN : (places.x[row] ?? Number.NaN);
  ring.hidden = tip.hidden = !Number.isFinite(x);
  if (row === undefined || ring.hidden) return;
  const y = places.y[row] ?? 0;
  const size = 2 * (places.r[row] ?? 0) + 8;
  ring.style.cssText = `left:${x}px;top:${y}px;width:${size}px;height:${size}px`;
  tip.textContent = siteLine(fleet, row);
  const beside = x < width / 2 ? `left:${Math.max(0, x)}px` : `right:${Math.max(0, width - x)}px`;
  tip.style.cssText = `${beside};top:${y + size / 2 + 4}px`;
}

type Actions = {
  readonly point: (row: number | undefined) => void;
  readonly zoom: (by: number, x?: number, y?: number) => void;
};

function listenKeys(
  scrub: HTMLElement,
  fleet: Fleet,
  { point, zoom, reset }: Actions & { reset: () => void },
): void {
  let place = 0;
  const go = (next: number) => {
    place = Math.max(0, Math.min(fleet.count - 1, next));
    const row = fleet.busiest[place];
    if (row === undefined) return;
    point(row);
    scrub.setAttribute('aria-valuenow', String(place + 1));
    scrub.setAttribute('aria-valuetext', `Site ${place + 1} of ${fleet.count} by load`);
    say(siteLine(fleet, row));
  };
  scrub.addEventListener('focus', () => scrub.matches(':focus-visible') && go(place));
  scrub.addEventListener('blur', () => point(undefined));
  scrub.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = target(event.key, place, fleet.count - 1);
    if (next !== undefined) go(next);
    else if (event.key === '+') zoom(1.6);
    else if (event.key === '-') zoom(1 / 1.6);
    else if (event.key === '0') reset();
    else return;
    event.preventDefault();
  });
}

function listenPointer(
  scrub: HTMLElement,
  actions: Actions & { view: () => View | undefined; move: (x: number, y: number) => void },
): void {
  let pulled: number | undefined;
  scrub.addEventListener('pointerdown', (event) => {
    if ((actions.view()?.zoom ?? 1) === 1 || event.pointerType === 'touch') return;
    pulled = event.pointerId;
    scrub.setPointerCapture(pulled);
  });
  scrub.addEventListener('pointermove', ({ offsetX, offsetY, movementX, movementY, pointerId }) => {
    if (pointerId === pulled) actions.move(movementX, movementY);
    else actions.point(actions.view()?.tree.find(offsetX, offsetY, 24));
  });
  scrub.addEventListener('pointerup', () => {
    pulled = undefined;
  });
  scrub.addEventListener('pointerleave', () => actions.point(undefined));
  scrub.addEventListener('wheel', (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    actions.zoom(event.deltaY < 0 ? 1.25 : 0.8, event.offsetX, event.offsetY);
  });
}

function buttons(zoom: (by: number) => void, reset: () => void): HTMLElement {
  const button = (text: string, label: string, act: () => void) => {
    const made = element('button', { type: 'button', 'aria-label': label, title: label }, text);
    made.addEventListener('click', act);
    return made;
  };
  return element(
    'div',
    { class: 'zoom', role: 'group', 'aria-label': 'Zoom of the map' },
    button('+', 'Zoom in', () => zoom(1.6)),
    button('−', 'Zoom out', () => zoom(1 / 1.6)),
    button('⤢', 'Show all sites', reset),
  );
}

function legendOf(): HTMLElement {
  const picture = (mark: SVGElement) =>
    shape('svg', { width: 14, height: 14, viewBox: '0 0 14 14', 'aria-hidden': true }, mark);
  const circle = (style: string) => shape('circle', { cx: 7, cy: 7, r: 6, style });
  const grey = 'fill: var(--quiet)';
  const items = [
    element('li', { class: 'when' }, 'Peak load'),
    ...loads.map(([, colour, text]) =>
      element('li', {}, picture(circle(`fill: var(${colour})`)), text),
    ),
    element('li', { class: 'when' }, 'Kind'),
    element('li', {}, picture(circle(grey)), 'embedded'),
    element('li', {}, picture(shape('path', { d: 'M7 0L14 7L7 14L0 7Z', style: grey })), 'ix'),
    element('li', { class: 'when' }, 'Size: capacity'),
  ];
  return element('ul', { class: 'legend' }, ...items);
}
