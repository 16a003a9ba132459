import { nearestName } from '../../features/nearest-name.ts'
import { calledAs } from './called-as.ts'

/** The command that was called wrongly: its name, its flags (`--seed`), and the verbs below it. */
export interface CalledCommand {
  readonly name: string
  readonly flags: readonly string[]
  readonly verbs: readonly string[]
}

type Rule = readonly [pattern: RegExp, say: (found: readonly string[], command: CalledCommand) => string]

/** What commander says, and what we say instead: the thing, what is wrong with it, the mend. */
const rules: readonly Rule[] = [
  [
    /^unknown option '(.+?)'/,
    ([flag = ''], { name, flags }) =>
      `${name} has no option ${flag}: ${nearestOr(flag, flags, seeHelp(name))}`,
  ],
  [
    /^unknown command '(.+?)'/,
    ([verb = ''], { verbs }) =>
      `there is no command ${verb}: ${nearestOr(verb, verbs, `commands are ${verbs.join(', ')}`)}`,
  ],
  [
    /^missing required argument '(.+?)'/,
    ([what], { name }) => `${name} needs the argument <${what}>: ${seeHelp(name)}`,
  ],
  [
    /^option '(--[\w-]+)(?: ([^']+))?' argument missing/,
    ([flag, value], { name }) => `${flag} needs a value, ${flag} ${value}: ${seeHelp(name)}`,
  ],
  [
    /^option '(--[\w-]+)[^']*' argument '([\s\S]*)' is invalid\.\s*([\s\S]*)$/,
    ([flag, value, mend = '']) => `${flag} cannot be ${JSON.stringify(value)}: ${mendOf(mend)}`,
  ],
  [
    /^too many arguments for '.+?'\. Expected (\d+) arguments? but got (\d+)(?:: ([\s\S]+?))?\.?$/,
    ([wanted, , given = ''], { name }) => {
      const takes = wanted === '0' ? 'no argument' : 'one argument'
      return `${name} takes ${takes}, but was given ${given}: ${excessMend[name] ?? seeHelp(name)}`
    },
  ],
]

const excessMend: Readonly<Record<string, string>> = {
  verify: 'name a scenario with --scenario',
  audit: 'audit one folder at a time',
  definitions: 'print one file at a time',
}

/** Our sentence for an error of the command line that commander found. */
export function usageSentence(text: string, command: CalledCommand): string {
  const plain = text.replace(/^error: /, '').trim()
  for (const [pattern, say] of rules) {
    const found = pattern.exec(plain)
    if (found !== null) return say(found.slice(1), command)
  }
  return plain.replaceAll('\n', ' ')
}

function seeHelp(name: string): string {
  return `see ${calledAs(name === 'plumbline' ? 'verify' : name, '--help')}`
}

function nearestOr(name: string, known: readonly string[], otherwise: string): string {
  const nearest = nearestName(name.replace(/=.*$/s, ''), known)
  return nearest === null ? otherwise : `did you mean ${nearest}?`
}

function mendOf(text: string): string {
  const mend = text.replace(/^Allowed choices are (.*)\.$/, 'write one of $1').replace(/\.$/, '')
  return mend.charAt(0).toLowerCase() + mend.slice(1)
}
