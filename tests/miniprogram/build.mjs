// node build.mjs MINIPROGRAM FOLDER: the mini-program and its host as a few files a browser can load.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { Source } from './build/source.mjs'
import { modules } from './build/scripts.mjs'
import { styles } from './build/wxss.mjs'
import { templates } from './build/wxml.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const [from, to] = process.argv.slice(2)
const source = new Source(from)
const theme = source.app.themeLocation ? source.json(source.app.themeLocation) : {}
const parts = { app: source.app, theme, settings: source.settings, styles: styles(source) }

fs.mkdirSync(to, { recursive: true })
fs.writeFileSync(path.join(to, 'program.js'), [
  `window.PROGRAM = Object.assign(${JSON.stringify(parts)}, { modules: {}, templates: ${templates(source)} })`,
  'function define (name, body) { PROGRAM.modules[name] = body }',
  modules(source)
].join('\n'))
for (const picture of source.pictures) {
  fs.mkdirSync(path.dirname(path.join(to, picture)), { recursive: true })
  fs.copyFileSync(path.join(source.folder, picture), path.join(to, picture))
}
await build({
  entryPoints: { host: path.join(here, 'host/main.mjs') },
  outdir: to,
  bundle: true,
  format: 'iife',
  define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
  logLevel: 'error'
})
fs.copyFileSync(path.join(here, 'host/host.css'), path.join(to, 'host.css'))
console.log(`${Object.keys(parts.settings).length} pages and components`)
