// What happened, as told by somebody who knows ids and not rows: JSON in, an event out?
import { given } from '../base/given.ts';
import { noRow } from '../base/ids.ts';
import type { Outcome } from '../base/outcome.ts';
import type { Problem } from '../base/problem.ts';
import { checkMembers } from '../door/members.ts';
import { suggestion } from '../door/wording.ts';
import type { InstanceEvent } from '../instance/events.ts';
import { type Instance, rowById } from '../instance/instance.ts';

/** Events that come from outside; the others are the service's own. */
type Told = Extract<
  InstanceEvent,
  { readonly kind: 'report' | 'session' | 'drain' | 'resume' | 'override' | 'rollback' }
>;

/** What an event has by its `kind`, and a report by what it is `of`. */
const members = {
  health: ['kind', 'of', 'appliance', 'observer', 'isFit', 'sequence', 'boot'],
  load: ['kind', 'of', 'table', 'id', 'load', 'ageMs'],
  lease: ['kind', 'of', 'appliance'],
  link: ['kind', 'of', 'link', 'isCut'],
  session: ['kind', 'appliance', 'link', 'load'],
  drain: ['kind', 'appliance', 'withinMs', 'rampMs'],
  resume: ['kind', 'appliance'],
  override: ['kind', 'because'],
  rollback: ['kind'],
} as const;

const kinds = ['session', 'drain', 'resume', 'override', 'rollback'] as const;
const reported = ['health', 'load', 'lease', 'link'] as const;

function isOneOf<Word extends string>(words: readonly Word[], value: unknown): value is Word {
  return words.some((word) => word === value);
}

/** Fields as they came in; `take` says what each must be and notes what is wrong. */
type Fields = {
  readonly instance: Instance;
  readonly value: { readonly [field: string]: unknown };
  readonly problems: Problem[];
};

/**
 * The event that `value`, such as a parsed JSON body, tells `instance`, received at `atMs`. Ids
 * become rows of the snapshot that serves; ages become instants of the receiver's clock.
 *
 * | `kind`     | other fields                                                                   |
 * | ---------- | ------------------------------------------------------------------------------ |
 * | `report`   | `of: 'health'`, `appliance`, `observer`, `isFit`, `sequence`, `boot` (0)        |
 * | `report`   | `of: 'load'`, `table` (`appliance`, `link`), `id`, `load`, `ageMs` (0) since it |
 * |            | was measured                                                                   |
 * | `report`   | `of: 'lease'`, `appliance`; `of: 'link'`, `link`, `isCut`                      |
 * | `session`  | `appliance`, `link`, `load` (below 0: it ends)                                 |
 * | `drain`    | `appliance`, `withinMs` until it is down whatever runs (absent: when all ended), |
 * |            | `rampMs` until it takes no new session (absent: from now on)                   |
 * | `resume`   | `appliance`                                                                    |
 * | `override` | `because`                                                                      |
 * | `rollback` | none                                                                           |
 *
 * Problems: `bad-event` (no object, or a field that is not what it must be), `unknown-member` (one
 * that no such event has, with the one that was meant), `unknown-appliance`, `unknown-link`; the
 * path is the field. What has sense but is not taken is for `step` to count.
 *
 * @example
 * const instance = createInstance(snapshot);
 * const told = { kind: 'report', of: 'lease', appliance: 'nobody' };
 * const { event, problems } = readEvent(instance, told, 1000);
 * if (event) step(instance, event);
 * else console.log(problems[0]?.code, problems[0]?.path); // => unknown-appliance appliance
 */
export function readEvent(
  instance: Instance,
  value: unknown,
  atMs: number,
): Outcome<'event', InstanceEvent> {
  given(instance, 'instance');
  given(atMs, 'number');
  if (typeof value !== 'object' || value === null)
    return { problems: [{ code: 'bad-event', path: '', text: 'expected an object' }] };
  const fields: Fields = { instance, value: value as Fields['value'], problems: [] };
  const event = eventOf(fields, atMs);
  return event === undefined || fields.problems.length > 0
    ? { problems: fields.problems }
    : { event };
}

function eventOf(fields: Fields, atMs: number): Told | undefined {
  const { kind } = fields.value;
  if (isOneOf(kinds, kind)) checkFields(fields, kind, `an event "${kind}"`);
  switch (kind) {
    case 'report':
      return reportOf(fields, atMs);
    case 'session': {
      const [appliance, link] = [rowOf(fields, 'appliance'), rowOf(fields, 'link')];
      return { kind, atMs, appliance, link, load: numberOf(fields, 'load') };
    }
    case 'drain':
      return drainOf(fields, atMs);
    case 'resume':
      return { kind, atMs, appliance: textOf(fields, 'appliance') };
    case 'override':
      return { kind, atMs, because: textOf(fields, 'because') };
    case 'rollback':
      return { kind, atMs };
    default:
      wrong(fields, 'kind', 'report, session, drain, resume, override or rollback');
      return undefined;
  }
}

function drainOf(fields: Fields, atMs: number): Told {
  const { withinMs, rampMs } = fields.value;
  const deadlineMs = withinMs === undefined ? Infinity : atMs + spanOf(fields, 'withinMs');
  const appliance = textOf(fields, 'appliance');
  const order = { kind: 'drain', atMs, appliance, deadlineMs } as const;
  if (rampMs === undefined) return order;
  const spanMs = spanOf(fields, 'rampMs');
  return spanMs === 0 ? order : { ...order, ramp: { beginMs: atMs, endMs: atMs + spanMs } };
}

function reportOf(fields: Fields, atMs: number): Told | undefined {
  const { of, table, ageMs } = fields.value;
  const kind = 'report';
  if (isOneOf(reported, of)) checkFields(fields, of, `a report of "${of}"`);
  switch (of) {
    case 'health': {
      const [observer, sequence] = [numberOf(fields, 'observer'), numberOf(fields, 'sequence')];
      const boot = fields.value.boot === undefined ? 0 : numberOf(fields, 'boot');
      const [appliance, isFit] = [rowOf(fields, 'appliance'), isSo(fields, 'isFit')];
      return { kind, of, atMs, observer, appliance, isFit, sequence, boot };
    }
    case 'load': {
      if (table !== 'appliance' && table !== 'link') {
        wrong(fields, 'table', 'appliance or link');
        return undefined;
      }
      const measuredMs = ageMs === undefined ? atMs : atMs - numberOf(fields, 'ageMs');
      const [row, load] = [rowOf(fields, table, 'id'), numberOf(fields, 'load')];
      return { kind, of, atMs, table, row, load, measuredMs };
    }
    case 'lease':
      return { kind, of, atMs, appliance: rowOf(fields, 'appliance') };
    case 'link':
      return { kind, of, atMs, link: rowOf(fields, 'link'), isCut: isSo(fields, 'isCut') };
    default:
      wrong(fields, 'of', 'health, load, lease or link');
      return undefined;
  }
}

function checkFields({ value, problems }: Fields, form: keyof typeof members, what: string): void {
  problems.push(...checkMembers(value, members[form], what));
}

function wrong({ problems }: Fields, path: string, expected: string): void {
  problems.push({ code: 'bad-event', path, text: `expected ${expected}` });
}

function numberOf(fields: Fields, field: string): number {
  const value = fields.value[field];
  if (typeof value === 'number' && Math.abs(value) < Infinity) return value;
  wrong(fields, field, 'a number');
  return 0;
}

/** A span of time, which has no other end. */
function spanOf(fields: Fields, field: string): number {
  const spanMs = numberOf(fields, field);
  if (spanMs < 0) wrong(fields, field, 'a number from 0');
  return spanMs;
}

function isSo(fields: Fields, field: string): boolean {
  const value = fields.value[field];
  if (typeof value !== 'boolean') wrong(fields, field, 'true or false');
  return value === true;
}

function textOf(fields: Fields, field: string): string {
  const value = fields.value[field];
  if (typeof value === 'string' && value !== '') return value;
  wrong(fields, field, 'a text');
  return '';
}

/** Row of the id that stands in `field`. */
function rowOf(fields: Fields, table: 'appliance' | 'link', field: string = table): number {
  const id = textOf(fields, field);
  const row = id === '' ? noRow : rowById(fields.instance, table, id);
  if (id !== '' && row === noRow) {
    const meant = suggestion(id, fields.instance.rows[table]?.keys() ?? []);
    const text = `no ${table} has this id${meant}`;
    fields.problems.push({ code: `unknown-${table}`, path: field, text });
  }
  return row;
}
