// What does a clock in UTC say?

/** `20:30:00` of an instant in UTC. */
export const clock = (atMs: number): string => new Date(atMs).toISOString().slice(11, 19);
