// What of others does the project take in, and is each piece pinned, whole, quiet and free to use?

/** A row of a lock file of version 3. */
export type LockedPackage = {
  readonly version?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: { readonly [name: string]: string };
  readonly devDependencies?: { readonly [name: string]: string };
};

export type Manifest = Pick<LockedPackage, 'dependencies' | 'devDependencies' | 'license'>;

/** What is audited: by the path in the lock file, `''` for the root of the project. */
export type Supply = {
  readonly lock: {
    readonly lockfileVersion: number;
    readonly packages: { readonly [path: string]: LockedPackage };
  };
  /** Of the root and its workspaces. */
  readonly manifests: { readonly [path: string]: Manifest };
  /** Of what is installed. */
  readonly installed: (path: string) => Pick<LockedPackage, 'version' | 'license'> | undefined;
  readonly npmrc: string;
};

/** One thing that has to hold; `check` says in a line each where it does not. */
export type SupplyRule = {
  readonly promise: string;
  readonly check: (supply: Supply) => readonly string[];
};

const rowsOf = ({ lock }: Supply) => Object.entries(lock.packages);
/** Packages of others: neither a workspace nor the link to one. */
const isForeign = ([path, { link }]: readonly [string, LockedPackage]): boolean =>
  path.includes('node_modules/') && link !== true;
const foreign = (supply: Supply) => rowsOf(supply).filter(isForeign);

/** What `npm` must not do, whoever installs. */
const settings = ['ignore-scripts=true', 'omit-lockfile-registry-resolved=true', 'save-exact=true'];

/**
 * Packages with a script that npm would run at installation, and why they may have one: it is not
 * run.
 */
const scripts: { readonly [path: string]: string } = {
  'node_modules/esbuild': 'puts the binary of the platform, an optional package, in its place',
};

/** Licences under which anybody may use and pass on what is shipped. */
const licences = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
];
/** Those of tools, which are not shipped. */
const toolLicences = [...licences, 'MPL-2.0', 'Python-2.0'];

/** Most packages of others that a package of ours may need at run time, where that is a promise. */
const runtimeMax: { readonly [workspace: string]: number } = { core: 0, sim: 3 };

/** Whether one of the alternatives is allowed, or all of what is joined. */
function isAllowed(expression: string, allowed: readonly string[]): boolean {
  const text = expression.replace(/^\((.*)\)$/, '$1');
  return text
    .split(' OR ')
    .some((part) => part.split(' AND ').every((licence) => allowed.includes(licence)));
}

const sources: SupplyRule = {
  promise: 'no package names where it came from: who installs has a registry of their own',
  check: (supply) => [
    ...rowsOf(supply).flatMap(([path, { resolved, link }]) => {
      if (resolved === undefined) return link === true ? [`${path}: a link to nowhere`] : [];
      if (link === true && supply.manifests[resolved] !== undefined) return [];
      return [`${path}: comes from ${resolved}, expected the registry of who installs`];
    }),
    ...settings
      .filter((line) => !supply.npmrc.split('\n').includes(line))
      .map((line) => `.npmrc: ${line} is not there`),
    ...supply.npmrc
      .split('\n')
      .filter((line) => /registry *=|^\/\/|_auth/.test(line))
      .map((line) => `.npmrc: ${line.split('=')[0]} is for who installs to say`),
  ],
};

const integrity: SupplyRule = {
  promise: 'the bytes of every package are pinned by a SHA-512',
  check: (supply) =>
    foreign(supply)
      .filter(([, its]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(its.integrity ?? ''))
      .map(([path, its]) => `${path}: integrity ${its.integrity ?? 'absent'}, expected sha512-…`),
};

const installScripts: SupplyRule = {
  promise: 'no package runs a script when it is installed, but those that are named here',
  check: (supply) => [
    ...rowsOf(supply)
      .filter(([path, { hasInstallScript }]) => hasInstallScript && scripts[path] === undefined)
      .map(([path]) => `${path}: has a script for its installation`),
    ...Object.keys(scripts)
      .filter((path) => supply.lock.packages[path]?.hasInstallScript !== true)
      .map((path) => `${path}: is named for a script that it has not: take its name away`),
  ],
};

const freedom: SupplyRule = {
  promise: 'every package may be used and passed on, by the lock file and by what is installed',
  check: (supply) =>
    foreign(supply).flatMap(([path, { license, dev, optional, version }]) => {
      const allowed = dev === true ? toolLicences : licences;
      const own = supply.installed(path);
      if (license === undefined || !isAllowed(license, allowed))
        return [`${path}: licence ${license ?? 'absent'}, allowed are ${allowed.join(', ')}`];
      if (own === undefined) return optional === true ? [] : [`${path}: is not installed`];
      if (own.version !== version)
        return [`${path}: ${own.version} is installed, expected ${version}`];
      const isSame = own.license === license;
      return isSame ? [] : [`${path}: installed with licence ${own.license}, locked as ${license}`];
    }),
};

const pins: SupplyRule = {
  promise: 'every dependency is one version, and the lock file knows it',
  check: ({ lock, manifests }) => [
    ...(lock.lockfileVersion === 3 ? [] : [`lock file of version ${lock.lockfileVersion}, not 3`]),
    ...Object.entries(manifests).flatMap(([path, manifest]) =>
      (['dependencies', 'devDependencies'] as const).flatMap((kind) =>
        Object.entries(manifest[kind] ?? {}).flatMap(([name, version]) => {
          const place = `${path === '' ? '' : `${path}/`}package.json: ${name}`;
          if (!/^\d+\.\d+\.\d+$/.test(version)) return [`${place} ${version} is no one version`];
          const locked = lock.packages[path]?.[kind]?.[name];
          return locked === version ? [] : [`${place} ${version} is locked as ${locked ?? 'none'}`];
        }),
      ),
    ),
  ],
};

const runtime: SupplyRule = {
  promise: 'core needs nothing of others at run time, and sim at most three packages',
  check: ({ manifests }) =>
    Object.entries(runtimeMax).flatMap(([path, most]) => {
      const names = Object.keys(manifests[path]?.dependencies ?? {});
      const others = names.filter((name) => !name.startsWith('@fairlead/'));
      return others.length <= most ? [] : [`${path}: needs ${others.join(', ')}; at most ${most}`];
    }),
};

export const supplyRules: readonly SupplyRule[] = [
  sources,
  integrity,
  installScripts,
  freedom,
  pins,
  runtime,
];
