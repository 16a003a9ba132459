import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { proofRecordSchema } from '../reports/proof-record.ts'

const text = (name: string) => readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8')

test('the numbers that every report shows are those of the track record: prove --record writes both', () => {
  const { killed, mutants, misnamed, survived, notTriggered, timedOut, clean } = proofRecordSchema.parse(
    JSON.parse(text('track-record.json')),
  )
  const record = text('track-record.md')
  expect(record).toContain(
    `- ${killed} of ${mutants} mutants killed, ${misnamed} misnamed, ${survived} survived, ${notTriggered} not triggered, ${timedOut} timed out.`,
  )
  expect(record.replaceAll(',', '')).toContain(`${clean?.wrong} of ${clean?.judged} cells called wrong`)
})
