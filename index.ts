/** What users of plumbline import; everything else is inner works. */
export * from './features/builder/index.ts'
