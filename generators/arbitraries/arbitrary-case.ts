import type fc from 'fast-check'
import type { Json } from '../definitions/random-document.ts'
import type { QuestionBatch } from '../question.ts'
import { type RandomCase, type RandomCaseOptions, randomCase, resolveCase } from '../random-case.ts'
import { shrinkable, without } from './shrinkable.ts'
import { readsFeature, withoutFeature } from './without-feature.ts'

/** Random definitions × a random log × random questions, which shrink by losing questions, records and features. */
export function arbitraryCase(options: RandomCaseOptions = {}): fc.Arbitrary<RandomCase> {
  return shrinkable(random => randomCase(options, random), smallerCases)
}

function* smallerCases(given: RandomCase): Generator<RandomCase> {
  for (const batches of without(given.batches)) yield { ...given, batches }
  for (const batches of withoutQuestions(given.batches)) yield { ...given, batches }
  for (const [source, records] of given.records) {
    for (const fewer of without(records))
      yield { ...given, records: new Map(given.records).set(source, fewer) }
  }
  if (
    given.serviceDocument !== null &&
    !given.batches.some(batch => isAbout(batch, String(given.serviceDocument?.name)))
  ) {
    yield withDocuments(given, given.documents, null)
  }
  for (const [i, document] of given.documents.entries()) {
    if (
      given.documents.length > 1 &&
      given.service === null &&
      !given.batches.some(batch => isAbout(batch, String(document.name)))
    ) {
      yield withDocuments(given, given.documents.toSpliced(i, 1), null)
    }
    for (const smaller of withoutFeature(document)) {
      if (isReadByService(given, document, smaller)) continue
      yield withDocuments(given, given.documents.toSpliced(i, 1, smaller), given.serviceDocument)
    }
  }
}

function* withoutQuestions(batches: readonly QuestionBatch[]): Generator<readonly QuestionBatch[]> {
  for (const [i, batch] of batches.entries()) {
    if (batch.questions.length < 2) continue
    for (const [j] of batch.questions.entries()) {
      yield batches.toSpliced(i, 1, { ...batch, questions: batch.questions.toSpliced(j, 1) })
    }
  }
}

function withDocuments(
  given: RandomCase,
  documents: readonly Json[],
  serviceDocument: Json | null,
): RandomCase {
  return { ...given, documents, serviceDocument, ...resolveCase(documents, serviceDocument) }
}

function isAbout(batch: QuestionBatch, target: string): boolean {
  return batch.questions.some(question => question.target === target)
}

/** Whether the service reads the feature that `smaller` lacks. */
function isReadByService(given: RandomCase, document: Json, smaller: Json): boolean {
  const kept = new Set(Object.keys(smaller.features as Json))
  const lost = Object.keys(document.features as Json).filter(name => !kept.has(name))
  return lost.some(name => readsFeature(given.serviceDocument, `${String(document.name)}.${name}`))
}
