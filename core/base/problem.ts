// What is wrong with what somebody gave us, and where?

/**
 * One finding about bad data. `path` names the place inside the data (`routes.link`,
 * `events[2].site`); a problem of a file also has its line and column, from 1.
 */
export type Problem = {
  readonly code: string;
  readonly path: string;
  readonly text: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
};
