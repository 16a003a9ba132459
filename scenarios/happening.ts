/** What a run can demand to have happened in it, and what each name counts. */
export const happenings = {
  events: 'records appended to the logs',
  facts: 'distinct ids among the accepted records',
  late: 'facts whose first upsert arrived after its event time',
  tooLate: 'facts beyond the allowed lateness of a feature',
  futureDated: 'facts whose first upsert arrived before its event time',
  nullInputs: 'accepted upserts with a null in a field that a feature reads',
  duplicates: 'accepted records whose id and revision were seen before',
  conflicts: 'duplicates that hold something else than the first',
  corrections: 'accepted upserts that replace a lower revision seen before',
  outOfOrder: 'accepted records whose id had a higher revision before, or whose key a later event time',
  retractions: 'accepted deletes that are no duplicates',
  earlyDeletes: 'accepted deletes whose id had no upsert before',
  revivals: 'accepted upserts that bring back a deleted id',
  rejected: 'records that are as if never appended',
  ties: 'facts that share key and event time with an earlier one',
  hotKey: 'accepted records of the most frequent key',
  probes: 'questions asked',
  absentKeys: 'questions about a key that no accepted record has',
  nullKeys: 'questions about a key with a null part',
  repeatedReads: 'questions asked once more, at once',
  pastReads: 'questions about an instant before the one at which they were asked',
  silentReads: 'questions after the last record was appended',
  requests: 'questions with a request field that is not null',
  onEdge: 'questions for which a fact of the key lies exactly on an edge of a feature',
  besideEdge: 'questions for which a fact of the key lies 1 µs beside such an edge',
  laggedReads: 'answers given before everything that had arrived by T was applied, as the store itself says',
  regionLags: 'questions that two regions answered while one had applied less than the other',
  failovers: 'questions that another region answered than the home one, and that were pinned to none',
  steps: 'moves of the store that the schedule made',
  restarts: 'times that the worker was restarted while it held what it had not committed',
  crashes: 'times that the worker died while it wrote',
  redelivered: 'records delivered again after a crash or a restart',
  faults: 'things that went wrong around the store, because the run made them',
  trainingRows: 'training rows that the store gave',
  cellsCompared: 'served values compared with their recomputation',
  nonEmpty: 'compared values with a fact in the window',
  expired: 'compared values that a ttl had expired',
  lateData: 'compared values that late data change between serving and training',
} as const satisfies Readonly<Record<string, string>>

export type Happening = keyof typeof happenings

/** What the judge of a run counts, since only the recomputed values tell; the driver counts the rest. */
export type JudgedHappening = Extract<Happening, 'cellsCompared' | 'nonEmpty' | 'expired' | 'lateData'>

/** At least so often must each have happened for a run to count. */
export type MustHappen = Partial<Readonly<Record<Happening, number>>>
