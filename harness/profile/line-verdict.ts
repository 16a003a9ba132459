import { isFound, type LineProfile, type Profile } from './profile.ts'

/** Whether a side does what the definitions say; null where it was not asked. */
export function isAsSpecified(line: LineProfile, side: 'online' | 'offline'): boolean | null {
  return isFound(line[side]) ? line[side].finding === line.specified[side] : null
}

/** Whether a line has something to tell: a side is not as the definitions say, failed, or is not as the other one. */
export function tellsSomething(line: LineProfile): boolean {
  const sides = ['online', 'offline'] as const
  if (line.agree === false) return true
  return sides.some(side => line[side].finding === 'failed' || isAsSpecified(line, side) === false)
}

/** What a profile comes to, in one line. */
export function profileHead({ lines }: Profile): string {
  const asked = lines.filter(({ online, offline }) => isFound(online) || isFound(offline)).length
  const other = lines.filter(line =>
    (['online', 'offline'] as const).some(side => isAsSpecified(line, side) === false),
  ).length
  const apart = lines.filter(({ agree }) => agree === false).length
  const failing = lines.filter(({ online, offline }) =>
    [online, offline].some(each => each.finding === 'failed'),
  ).length
  const parts = [
    `${asked} of ${lines.length} lines asked`,
    other === 0 ? 'all as the definitions say' : `${other} not as the definitions say`,
    apart === 0 ? 'online and offline agree' : `online and offline disagree in ${apart}`,
    ...(failing === 0 ? [] : [`the store failed in ${failing}`]),
  ]
  return parts.join('; ')
}
