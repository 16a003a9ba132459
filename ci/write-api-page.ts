import { writeFileSync } from 'node:fs'
import { apiPage } from './api-page.ts'
import { projectSources } from './project-sources.ts'

writeFileSync('docs/api.md', apiPage(projectSources()))
