import type { Schedule, SmallStep } from '../schedules.ts'

interface Reached {
  readonly appended: number
  readonly position: number
  readonly committed: number
  readonly died: boolean
}

/**
 * Every sequence of steps of a partition of so many records with one death at most, that ends with everything applied, found
 * by trying every step everywhere: nothing is left out because it would come to the same.
 */
export function everyWord(records: number): Schedule[] {
  const words: Schedule[] = []
  const go = (word: Schedule, at: Reached) => {
    const { appended, position, committed, died } = at
    if (appended === records && position === records) words.push(word)
    if (appended < records) go([...word, { kind: 'append' }], { ...at, appended: appended + 1 })
    if (position > committed) go([...word, { kind: 'commit' }], { ...at, committed: position })
    for (let polled = 1; polled <= appended - position; polled++) {
      go([...word, { kind: 'apply', records: polled }], { ...at, position: position + polled })
    }
    if (died) return
    const back = { ...at, position: committed, died: true }
    go([...word, { kind: 'restart' }], back)
    for (let polled = 1; polled <= appended - position; polled++) {
      for (let keys = 0; keys <= Math.min(polled, 2); keys++) {
        go([...word, { kind: 'crash', records: polled, keys }, { kind: 'restart' }], back)
      }
    }
  }
  go([], { appended: 0, position: 0, committed: 0, died: false })
  return words
}

/** What is left of a word when appends, which nobody waits for longer than needed, and commits that no death asks for are left out. */
export function classOf(word: Schedule): string {
  const death = word.findIndex(step => step.kind === 'crash' || step.kind === 'restart')
  const before = death < 0 ? word : word.slice(0, death)
  const applied = (steps: Schedule) => steps.flatMap(step => (step.kind === 'apply' ? [step.records] : []))
  const lastCommit = before.findLastIndex((step: SmallStep) => step.kind === 'commit')
  const committed = applied(before.slice(0, lastCommit + 1)).reduce((sum, each) => sum + each, 0)
  if (death < 0) return JSON.stringify({ applied: applied(word) })
  return JSON.stringify({
    applied: applied(before),
    committed,
    death: word[death],
    after: applied(word.slice(death)),
  })
}
