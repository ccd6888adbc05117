// What may a command be given to read, and how much of each?

/** One kind of input: its name in sentences, its limit, and what to do with something else. */
export type InputKind = {
  /** With its article, as in `expected a snapshot`. */
  readonly what: string;
  /** Bytes of the file as it lies there, looked at before one is read. */
  readonly bytesMax: number;
  /** Gzipped bytes are unzipped: at most so many, and so many times what they were. */
  readonly unzip?: { readonly bytesMax: number; readonly ratioMax: number };
  /** Nothing is sound, or the reader says better what is missing. */
  readonly mayBeEmpty?: true;
  /** What to do where a folder is given. */
  readonly ofFolder?: string;
};

const ratioMax = 200;
/** What JSON holds may take twenty times its bytes in memory. */
const jsonBytesMax = 2 ** 22;
/** gzip reaches 1,029:1 on zeros; tables of a world stay below 20:1. */
const table = {
  bytesMax: 2 ** 36,
  unzip: { bytesMax: 2 ** 36, ratioMax },
  mayBeEmpty: true,
} as const;
const smallTable = { ...table, bytesMax: 2 ** 30, unzip: { bytesMax: 2 ** 30, ratioMax } } as const;
const imported = { ...table, bytesMax: 2 ** 32, unzip: { bytesMax: 2 ** 32, ratioMax } } as const;
const build = '"fairlead snapshot build WORLD -o FILE" makes';

/** All kinds, each with the limit that every reader of it holds. Tests go through this list. */
export const inputKinds = {
  table: { what: 'a table of a world', ...table },
  about: { what: 'the world.json of a world', bytesMax: jsonBytesMax },
  scenario: {
    what: 'a scenario',
    bytesMax: 2 ** 20,
    mayBeEmpty: true,
    ofFolder: 'a scenario is a YAML file that may name it: "world: { folder: … }"',
  },
  suite: { what: 'a suite', bytesMax: 2 ** 20, mayBeEmpty: true },
  snapshot: { what: 'a snapshot', bytesMax: 2 ** 31, ofFolder: `${build} a snapshot of a world` },
  routes: { what: 'the routes of a snapshot', bytesMax: 2 ** 32 },
  state: { what: 'a state', ...smallTable },
  records: { what: 'records', bytesMax: 2 ** 31 },
  changes: { what: 'changes', bytesMax: 2 ** 28, mayBeEmpty: true },
  traffic: { what: 'a table of traffic', ...smallTable },
  files: { what: 'a table of files', ...smallTable, ofFolder: 'files.csv of a world is meant' },
  keys: { what: 'keys', bytesMax: 2 ** 20 },
  prefixes: { what: 'a table of prefixes', ...imported },
  ispUsers: { what: 'a table of users', ...imported },
  baseline: { what: 'a baseline', bytesMax: jsonBytesMax },
  result: { what: 'the result.json of a result', bytesMax: jsonBytesMax },
  series: { what: 'a series of a result', bytesMax: 2 ** 32 },
} as const satisfies { readonly [name: string]: InputKind };
