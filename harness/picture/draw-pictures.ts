import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { CaseResult, MismatchResult, Picture, Result } from '../../reports/result.ts'
import { readHistoryPage, stageHistory } from '../history/stage-history.ts'
import type { StagedHistory } from '../history/staged-history.ts'
import { readCaseFile } from '../shrink/case-file.ts'
import { keyHistory } from './key-history.ts'
import { type PictureAsked, pictureOf } from './picture-of.ts'

/** Pictures of a result at most. */
export const picturesMax = 6

/**
 * The counterexamples of a run as pictures, from the cases in its folder, one a cause before a second; where it has no case,
 * from the Histories in the folder. A picture that cannot be made is left out: it is no part of the verdict.
 */
export async function drawPictures(result: Result, dir: string): Promise<Picture[]> {
  const drawn: Picture[] = []
  for (const one of oneACause(result.cases).slice(0, picturesMax)) {
    const picture = await ofCase(one, dir).catch(() => null)
    if (picture !== null) drawn.push(picture)
  }
  if (drawn.length > 0) return drawn
  const worst = worstOf(result)
  const picture = worst === undefined ? null : await ofMismatch(worst, dir).catch(() => null)
  return picture === null ? [] : [picture]
}

/** The picture of an audit, whose History is still at hand: of the records of one key, however large the log is. */
export async function drawAudited(result: Result, staged: StagedHistory): Promise<Picture[]> {
  const worst = worstOf(result)
  if (worst === undefined) return []
  const picture = await ofStaged(staged, askedOf(worst))
  return picture === null ? [] : [picture]
}

async function ofStaged(staged: StagedHistory, asked: PictureAsked): Promise<Picture | null> {
  const history = await keyHistory(staged, asked)
  return history === null ? null : pictureOf(history, asked)
}

async function ofFolder(dir: string, asked: PictureAsked): Promise<Picture | null> {
  const staged = await stageHistory(dir, { database: { settings: { threads: '1' } } })
  try {
    return await ofStaged(staged, asked)
  } finally {
    await staged.close()
  }
}

/** The first bug among the mismatches. */
function worstOf({ mismatches }: Result): MismatchResult | undefined {
  return mismatches.find(({ part, feature }) => feature !== null && (part === 'defect' || part === 'leak'))
}

function oneACause(cases: readonly CaseResult[]): readonly CaseResult[] {
  const firsts = cases.filter((one, i) => cases.findIndex(({ cause }) => cause === one.cause) === i)
  return [...firsts, ...cases.filter(one => !firsts.includes(one))]
}

async function ofCase(one: CaseResult, dir: string): Promise<Picture | null> {
  const folder = join(dir, one.folder)
  const file = await readCaseFile(folder)
  if (file === null) return null
  const { target, feature, side, cause, expected, served } = one
  const asked = { folder: one.folder, target, feature, side, cause, given: served, expected }
  return ofFolder(folder, { ...asked, probe: file.probe })
}

async function ofMismatch(mismatch: MismatchResult, dir: string): Promise<Picture | null> {
  for (const folder of [dir, ...(await foldersIn(dir))]) {
    const found = await readHistoryPage(folder).catch(() => null)
    if (found?.page.scenario !== mismatch.scenario || found.page.seed !== mismatch.seed) continue
    return ofFolder(folder, askedOf(mismatch))
  }
  return null
}

function askedOf(mismatch: MismatchResult): PictureAsked {
  const { target, feature, side, cause, probe_id, served, training, as_known, as_trained, as_applied } =
    mismatch
  const isOnline = side !== 'offline'
  return {
    folder: null,
    target,
    feature: feature ?? '',
    side: isOnline ? 'online' : 'offline',
    cause: cause ?? 'unexplained',
    probe: String(probe_id),
    given: (isOnline ? served : training) ?? 'null',
    expected: (isOnline ? (as_applied ?? as_known) : as_trained) ?? 'null',
  }
}

async function foldersIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true })
  return entries.filter(entry => entry.isDirectory()).map(({ name }) => join(dir, name))
}
