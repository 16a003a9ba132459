import type { Value } from '../../features/value.ts'
import type { ServedRow, TrainingRow } from './history.ts'
import { joinTraining } from './match-training.ts'
import { plainColumn, readChunks } from './read-chunks.ts'
import { servedReading, trainingReading } from './served-rows.ts'
import type { StagedHistory, StagedTable } from './staged-history.ts'

/** A probe: what was served and what was trained on. */
export interface StagedProbe {
  /** Number of the row in the served table: 1, 2, … in the file, whatever a sample left out. */
  readonly row: number
  readonly served: ServedRow
  /** The training rows that match, the first two of several; null where there is no training set; history § served. */
  readonly training: readonly TrainingRow[] | null
}

/** Gives the probes of a table in order, in batches of about 2048, each with its training rows. */
export async function* streamServed(
  { connect }: StagedHistory,
  table: StagedTable,
): AsyncGenerator<readonly StagedProbe[]> {
  const served = servedReading(table)
  const training = table.training === null ? null : trainingReading(table)
  const columns = [
    plainColumn('s.__row'),
    plainColumn(training === null ? 'NULL' : 't.__row'),
    ...served.columns,
    ...(training?.columns ?? []),
  ]
  const join = training === null ? '' : joinTraining(table)
  const order = training === null ? 's.__row' : 's.__row, t.__row'
  const first = 2 + served.columns.length
  // The last probe of a chunk waits for the next one, which may begin with its second training row.
  let waiting: StagedProbe | null = null
  for await (const chunk of readChunks(
    connect,
    columns,
    `FROM ${table.served} AS s ${join} ORDER BY ${order}`,
  )) {
    const probes: StagedProbe[] = waiting === null ? [] : [waiting]
    for (let i = 0; i < chunk.rows; i++) {
      const cell = (index: number): Value => chunk.columns[index]?.[i] ?? null
      const row = Number(cell(0))
      const rows = training === null || cell(1) === null ? [] : [training.rowOf(index => cell(first + index))]
      const last = probes.at(-1)
      if (last?.row === row)
        probes[probes.length - 1] = { ...last, training: [...(last.training ?? []), ...rows] }
      else
        probes.push({
          row,
          served: served.rowOf(index => cell(2 + index)),
          training: training === null ? null : rows,
        })
    }
    waiting = probes.pop() ?? null
    if (probes.length > 0) yield probes
  }
  if (waiting !== null) yield [waiting]
}
