// WXML → the framework's own template functions, by its own compiler (WebAssembly). Throws with every place named.
import { createRequire } from 'node:module'
import { stem } from './source.mjs'

const { TmplGroup } = createRequire(import.meta.url)('glass-easel-template-compiler')

export function templates (source) {
  const group = TmplGroup.newDev()
  const faults = source.ending('.wxml').flatMap((file) => {
    const remarks = group.addTmpl(stem(file), source.read(file)) || []
    return remarks.map((remark) => `${file}:${remark.startLine + 1}:${remark.startColumn + 1} ${remark.message}`)
  })
  if (faults.length) throw new Error(faults.join('\n'))
  return `(function () { return ${group.getTmplGenObjectGroups()} })()`
}
