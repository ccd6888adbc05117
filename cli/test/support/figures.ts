// Which figures do the documents show, and how are they written? All come from notebooks/figures.json.

/** What one benchmark gave, and where and when: base units. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly direction: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly machine: string;
  readonly node: string;
  /** The day, YYYY-MM-DD. */
  readonly date: string;
};

export const figuresPath = 'notebooks/figures.json';
const [begin, end] = ['<!-- figures: npm run figures -->', '<!-- /figures -->'];

type Line = readonly [what: string, ...benches: readonly string[]];

const opening: readonly Line[] = [
  ['the global snapshot: opened by its header', 'snapshot.open'],
  ['its digest', 'snapshot.digest'],
  ['every row of it checked', 'snapshot.rows'],
];

/** Per document the lines of its table: what is measured, and the benchmarks that measure it. */
const documents: Readonly<Record<string, readonly Line[]>> = {
  'README.md': [
    ['full decisions on the global world, everything random', 'steer.decide.random'],
    ['decisions of an evening: one at a time', 'steer.decide.single'],
    ['decisions of an evening: in batches', 'steer.decide.realistic'],
    ['address, file and session as texts in, five hosts out', 'steer.text.targets'],
    ['simulated sessions of a small world, every one decided by the core', 'sim.sessions.small'],
    ['longest match over 1 M IPv4 prefixes, in batches', 'lpm.v4.random'],
    ['longest match over 200 k IPv6 prefixes, in batches', 'lpm.v6.random'],
    ['1,000 route changes on the global world, to the next snapshot', 'snapshot.delta.1k'],
    ['100 changes proposed, judged and joined to what serves', 'snapshot.offer'],
    ['a new global snapshot takes over: CPU of the answering thread', 'serve.takeover'],
    ...opening,
    ['a global world compiled in memory', 'snapshot.compile.world'],
    ['a compiler that starts again from the global snapshot and its routes', 'snapshot.resume'],
    ['events held in the queue, 10⁵ pending', 'engine.hold.1e5'],
    ['fair shares of 10⁵ flows over 10⁴ resources', 'network.maxmin.1e5flows'],
  ],
  'core/README.md': opening,
};

export const figureDocuments = Object.keys(documents);

const digits = (value: number) => Number(value.toPrecision(3)).toLocaleString('en-US');

/** A value in the unit that a reader likes best, with three digits. */
export function valueText(value: number, unit: string): string {
  const scales: Readonly<Record<string, readonly (readonly [least: number, unit: string])[]>> = {
    '1/s': [
      [1e6, 'M/s'],
      [1e3, 'k/s'],
      [1, '1/s'],
    ],
    s: [
      [1, 's'],
      [1e-3, 'ms'],
      [1e-6, 'µs'],
    ],
    B: [
      [1e9, 'GB'],
      [1e6, 'MB'],
      [1, 'B'],
    ],
  };
  const steps = scales[unit];
  if (!steps) return digits(value);
  const [least, name] = steps.find(([from]) => value >= from) ?? steps.at(-1) ?? [1, unit];
  return `${digits(value / least)} ${name}`;
}

/** Where and when the figures were measured; several where parts were measured again. */
function measuredText(shown: readonly Figure[]): string {
  const where = shown.map(({ machine, node, date }) => `${machine}, Node ${node}, ${date}`);
  const all = [...new Set(where)].sort();
  return all.length === 0
    ? 'Nothing is measured yet.'
    : `Medians of one thread: ${all.join('; ')}.`;
}

/** What stands between the marks of `document`. */
export function figuresText(document: string, figures: readonly Figure[]): string {
  const byName = new Map(figures.map((figure) => [figure.name, figure]));
  const lines = documents[document] ?? [];
  const shown = lines.flatMap(([, ...names]) => names.flatMap((name) => byName.get(name) ?? []));
  const rows = lines.map(([what, ...names]) => {
    const values = names.map((name) => {
      const figure = byName.get(name);
      return figure ? valueText(figure.value, figure.unit) : 'not measured';
    });
    return `| ${what} | ${values.join('; ')} |`;
  });
  return [measuredText(shown), '', '| what | figure |', '| --- | --- |', ...rows].join('\n');
}

/** Position of what stands between the marks of a text, or undefined where a mark is missing. */
export function blockOf(text: string): { readonly from: number; readonly to: number } | undefined {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  return from < 0 || to < from ? undefined : { from: from + begin.length, to };
}

/** `text` with the figures of `document` between its marks. Throws where a mark is missing. */
export function withFigures(text: string, document: string, figures: readonly Figure[]): string {
  const block = blockOf(text);
  if (!block) throw new Error(`${document} has no ${begin} … ${end}`);
  const table = figuresText(document, figures);
  return `${text.slice(0, block.from)}\n${table}\n${text.slice(block.to)}`;
}

/** `before` with what was measured anew in the place of what had its name, sorted by name. */
export function mergeFigures(before: readonly Figure[], measured: readonly Figure[]): Figure[] {
  const byName = new Map([...before, ...measured].map((figure) => [figure.name, figure]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
