import { reopenFrontDoor } from '../ingest/reopen-front-door.ts'
import { sourceReaders } from '../ingest/source-readers.ts'
import type { HttpLimits } from '../serving/http/http-limits.ts'
import type { Tokens } from '../serving/http/http-routes.ts'
import type { ListenAt } from '../serving/http/http-server.ts'
import { type OpenServing, openServing } from '../serving/open-serving.ts'
import { type PlainDocuments, unpackDocuments } from './plain-documents.ts'
import { openDeployments, openLog, type StackAddress } from './stack-parts.ts'
import { wallClock } from './wall-clock.ts'

/** What a server process is told; no credentials, which come by the environment. */
export interface ServerOrder {
  readonly address: StackAddress
  /** One a features file. */
  readonly files: readonly PlainDocuments[]
  readonly limits: HttpLimits
  readonly listen: ListenAt
  /** ms between two looks at log and state. */
  readonly lookEveryMs: number
  /** Whether records are appended here; one process of a store at most may. */
  readonly takesRecords: boolean
}

/** Serves what Kafka and Redis hold of a store, until it is closed. */
export async function serveStack(
  order: ServerOrder,
  tokens: Tokens,
  env: NodeJS.ProcessEnv,
  report: (sentence: string) => void,
): Promise<OpenServing> {
  const files = order.files.map(unpackDocuments)
  const log = await openLog(order.address, files, env)
  try {
    const deployments = await openDeployments(order.address, files, log, env)
    const all = deployments.flatMap(({ wired }) => wired.documents)
    const frontDoor = order.takesRecords ? await reopenFrontDoor(log, sourceReaders(all)) : null
    const serving = await openServing({
      ...order,
      deployments,
      append: frontDoor === null ? null : records => frontDoor.ingest(records),
      tokens,
      now: wallClock,
      report,
    })
    const close = async () => {
      await serving.close()
      for (const { online } of deployments) await online.close()
      await log.close()
    }
    return { ...serving, close }
  } catch (error) {
    await log.close()
    throw error
  }
}
