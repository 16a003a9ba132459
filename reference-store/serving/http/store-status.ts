import type { Instant } from '../../../features/value.ts'
import type { StoreMonitor } from '../freshness/store-monitor.ts'

export interface DeploymentStatus {
  readonly id: string
  readonly phase: 'complete' | 'backfilling' | 'rebuilding'
  /** Records in the log that are not visible. */
  readonly lag: number
  /** µs */
  readonly watermarkAge: number
  /** Whether log and online store were seen within the bound beyond which answers are stale. */
  readonly seen: boolean
}

/** `ok`: all answers are fresh; `degraded`: some are stale or refused; `down`: none is given. */
export interface StoreStatus {
  readonly status: 'ok' | 'degraded' | 'down'
  readonly deployments: readonly DeploymentStatus[]
}

/** How the store does, without anything that is not for everybody. */
export function storeStatus(monitor: StoreMonitor, now: Instant, isStopping: boolean): StoreStatus {
  const deployments = monitor.all.map(({ deployment, freshness, failure }): DeploymentStatus => {
    const lag = freshness.lags().reduce((sum, { end, next }) => sum + Math.max(0, end - next), 0)
    return {
      id: deployment.id,
      phase: freshness.phase,
      lag,
      watermarkAge: freshness.age(now),
      seen: failure === null && freshness.unseen(now) <= monitor.staleAfter,
    }
  })
  const isWhole = deployments.every(({ phase, seen }) => phase === 'complete' && seen)
  const isFresh = deployments.every(({ watermarkAge }) => watermarkAge <= monitor.staleAfter)
  const answers = !isStopping && deployments.some(({ phase }) => phase === 'complete')
  return { status: isWhole && isFresh && !isStopping ? 'ok' : answers ? 'degraded' : 'down', deployments }
}
