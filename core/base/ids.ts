// What is a row number of what? Brands at the doors, plain integers in the loops.
//
// A brand is a name that a number may have: a plain integer goes in at every door, so that loops
// over rows stay plain, but the row of a link where one of an appliance is asked for does not
// compile.

declare const row: unique symbol;

/** A row number of one kind of table. */
export type Id<Name extends string> = number & { readonly [row]?: Name };
/** Row of a site in a snapshot. */
export type SiteId = Id<'site'>;
/** Row of a cluster in a snapshot. */
export type ClusterId = Id<'cluster'>;
/** Row of an appliance in a snapshot. */
export type ApplianceId = Id<'appliance'>;
/** Row of a link in a snapshot. */
export type LinkId = Id<'link'>;
/** Row of a file in a snapshot. */
export type FileId = Id<'file'>;
/** Row of a vantage in a snapshot. */
export type VantageId = Id<'vantage'>;

/** Whether `row`, whatever came in as one, is a row of a table of `count`. Total. */
export function isRow(row: unknown, count: number): boolean {
  return typeof row === 'number' && row >= 0 && row < count && row % 1 === 0;
}

/** The row number of a row that is not there. */
export const noRow = 0xffffffff;
