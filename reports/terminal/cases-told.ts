import { formatMany } from '../format.ts'
import type { Result } from '../result.ts'
import { besideLabel } from './wrap.ts'

/** Cases that are told; the others are in the folder of the run. */
const toldMax = 5

/** What failures were shrunk to, each with the command that runs it again, ready to paste. */
export function casesTold(result: Result, folder: string | undefined, width: number): string[] {
  if (folder === undefined) return []
  const told = result.cases.slice(0, toldMax)
  const rest = result.cases.length - told.length
  const lines = told.flatMap(({ folder: own, cause, feature, events, probes, minimal }) => {
    const size = `${formatMany(events, 'event')}, ${formatMany(probes, 'probe')}`
    const unsure = minimal ? '' : ' (time ran out before it could be made smaller)'
    return [
      ...besideLabel('  shrunk      ', `${feature}, ${cause}: ${size}${unsure}`, width),
      `    npm run replay -- ${folder}/${own}`,
    ]
  })
  return [...lines, ...(rest > 0 ? [`  and ${formatMany(rest, 'case')} more in ${folder}/cases`] : [])]
}
