import { type DriftSettings, parseDriftSettings } from './drift-settings.ts'

/** What the drift stage of a run is told. */
export interface DriftAsked {
  readonly settings: DriftSettings
  /** A configuration of the user says which distances matter; else the defaults do. */
  readonly declared: boolean
  /** Stages that share α, one a History. */
  readonly stages: number
}

/** What a stage goes by where nobody configured it. */
export const driftByDefault: DriftAsked = {
  settings: parseDriftSettings({}, 'the default'),
  declared: false,
  stages: 1,
}
