import { checkHouse } from './house-rules.ts'
import { projectSources } from './project-sources.ts'

const violations = checkHouse(projectSources())
for (const { file, message } of violations) console.error(`${file}: ${message}`)
process.exitCode = violations.length === 0 ? 0 : 1
