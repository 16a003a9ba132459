import type { Relation } from '../relation.ts'

/** Answers do not depend on how a log is parted. */
export const otherPartitions: Relation = {
  says: 'the log had another number of partitions',
  knows: 'that it can be opened with another number of partitions (capabilities.partitionCounts)',
  whyNot: ({ capabilities: { partitionCounts } }) =>
    partitionCounts === true ? null : 'the store cannot be told how many partitions its log has',
  relate: ({ script, capabilities: { partitions } }, random) => ({
    script,
    opening: { partitions: random.pick([1, 2, 3, 7].filter(count => count !== partitions)) },
  }),
}
