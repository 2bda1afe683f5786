// Every script as one module in the mini-program's own manner: require, module, exports, and three global functions.
import { transformSync } from 'esbuild'
import { stem } from './source.mjs'

export function modules (source) {
  return source.ending('.js').map((file) => {
    const { code } = transformSync(source.read(file), { loader: 'js', format: 'cjs', target: 'es2020', sourcefile: file })
    return `define(${JSON.stringify(stem(file))}, function (require, module, exports, getApp, getCurrentPages, wx) {${code}\n});`
  }).join('\n')
}
