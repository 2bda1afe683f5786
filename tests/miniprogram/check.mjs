// node check.mjs MINIPROGRAM: everything about the mini-program that can be known without running it.
// types/api.d.ts is made before, from the server's own document (openapi-typescript).
import path from 'node:path'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Source } from './build/source.mjs'
import { checkPackage, sizeOf } from './check/package.mjs'
import { checkTemplates } from './check/templates.mjs'
import { diagnostics, program } from './check/types.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const source = new Source(process.argv[2])

// Tencent's own compilers, wcc and wcsc.
function compile () {
  const compiler = createRequire(import.meta.url)('miniprogram-compiler')
  return ['wxmlToJs', 'wxssToJs'].flatMap((name) => {
    try { compiler[name](source.folder); return [] } catch (error) { return [`${name}: ${error.message}`] }
  })
}

const made = program(path.join(here, 'tsconfig.json'), source.folder)
const faults = [...compile(), ...checkPackage(source), ...diagnostics(made, source.folder), ...checkTemplates(source, made)]
for (const fault of faults) console.error(fault)
console.log(`${source.app.pages.length} pages, ${source.files.length} files, ${(sizeOf(source) / 1024).toFixed(0)} KB, ${faults.length} faults`)
process.exit(faults.length ? 1 : 0)
