import { agreementSuite } from './agreement-suite.ts'

// Would catch any rule of docs/semantics.md on which the four evaluators part.
agreementSuite(1, 2)
