import { FrontDoor } from '../ingest/front-door.ts'
import { InProcessEventLog } from '../ingest/in-process-event-log.ts'
import { sourceReaders } from '../ingest/source-readers.ts'
import { InProcessOnlineStore } from '../online/in-process-online-store.ts'
import { deploymentId, groupOf, openDeployment } from '../serving/open-deployment.ts'
import { type OpenServing, openServing, type ServingOptions } from '../serving/open-serving.ts'
import type { StoreSeams } from '../store-seams.ts'
import type { Documents } from '../wire-documents.ts'
import { EmbeddedWorker } from './embedded-worker.ts'

export interface EmbeddedOptions extends Omit<ServingOptions, 'deployments' | 'append'> {
  /** One a features file. */
  readonly files: readonly Documents[]
  readonly partitions: number
  readonly seams: StoreSeams
}

/** The whole store in one process and in memory: HTTP over the in-process log and online store. It forgets at its end. */
export async function openEmbeddedStore(options: EmbeddedOptions): Promise<OpenServing> {
  const { files, partitions, seams } = options
  const log = new InProcessEventLog(
    partitions,
    files.map(each => groupOf(deploymentId(each))),
  )
  const deployments = files.map(each => {
    return openDeployment(each, files, { log, online: new InProcessOnlineStore(partitions), seams })
  })
  let worked: OpenServing['worked'] = () => {}
  const workers = await Promise.all(
    deployments.map(each => EmbeddedWorker.start(each, seams, stamp => worked({ ...stamp, produced: null }))),
  )
  const frontDoor = new FrontDoor(log, sourceReaders(deployments.flatMap(({ wired }) => wired.documents)))
  const serving = await openServing({
    ...options,
    deployments,
    append: async records => {
      const placements = await frontDoor.ingest(records)
      for (const worker of workers) worker.wake()
      return placements
    },
  })
  worked = serving.worked
  return {
    ...serving,
    close: async () => {
      await serving.close()
      for (const worker of workers) await worker.stop()
    },
  }
}
