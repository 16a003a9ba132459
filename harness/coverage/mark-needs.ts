import type { MarkName } from '../../scenarios/rules/index.ts'
import type { MeasuredRun } from './measure-marks.ts'

/** What a run must have had for a mark to be hit at all: a store that cannot do it is not held to it. */
type Need = 'training' | 'states' | 'stated' | 'steps' | 'past' | 'version'

/** By rule, or by mark where only one side has a need. */
const needs: Readonly<Record<string, Need>> = {
  'as-trained': 'training',
  'as-trained-later': 'training',
  'refresh-trained': 'training',
  'lateness-reading offline': 'training',
  state: 'states',
  'state-order': 'states',
  applied: 'stated',
  'as-applied': 'stated',
  'nothing-applied': 'stated',
  watermark: 'stated',
  'application-order': 'steps',
  'as-known past': 'past',
  version: 'version',
}

/** Which needs of marks a run meets. */
export function needsMet({ history, moves }: MeasuredRun): ReadonlySet<Need> {
  const met = new Set<Need>()
  if (history.tables.some(({ training }) => (training?.length ?? 0) > 0)) met.add('training')
  if (moves.some(({ kind }) => kind === 'step')) met.add('steps')
  for (const { served } of history.tables) {
    for (const { applied, watermark, cells, asOf, answeredAt, version } of served) {
      if (applied !== null || watermark !== null) met.add('stated')
      if (asOf < answeredAt) met.add('past')
      if (version !== null) met.add('version')
      if (!met.has('states') && Object.values(cells).some(({ state }) => state !== null)) met.add('states')
    }
  }
  return met
}

/** Whether only a training value can hit a mark. */
export function isOfTraining(name: MarkName): boolean {
  return needOf(name) === 'training'
}

function needOf(name: MarkName): Need | undefined {
  return needs[name] ?? needs[name.split(' ')[0] as string]
}

/** Whether a run that meets these needs can hit a mark. */
export function isWithin(name: MarkName, met: ReadonlySet<Need>): boolean {
  const need = needOf(name)
  return need === undefined || met.has(need)
}
