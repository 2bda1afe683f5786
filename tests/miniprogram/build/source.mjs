// The mini-program's folder, as the builders read it.
import fs from 'node:fs'
import path from 'node:path'

const PICTURES = /\.(png|jpe?g|gif|svg|webp)$/

export class Source {
  constructor (folder) {
    this.folder = path.resolve(folder)
    this.files = walk(this.folder).map((file) => path.relative(this.folder, file).split(path.sep).join('/')).sort()
    this.app = this.json('app.json')
  }

  read (file) { return fs.readFileSync(path.join(this.folder, file), 'utf8') }
  json (file) { return JSON.parse(this.read(file)) }
  ending (suffix) { return this.files.filter((file) => file.endsWith(suffix)) }
  has (file) { return this.files.includes(file) }
  get pictures () { return this.files.filter((file) => PICTURES.test(file)) }

  // Page or component → its .json, for everything that has a template.
  get settings () {
    const named = this.ending('.json').filter((file) => this.has(stem(file) + '.wxml'))
    return Object.fromEntries(named.map((file) => [stem(file), this.json(file)]))
  }
}

export const stem = (file) => file.replace(/\.\w+$/, '')

function walk (folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const inner = path.join(folder, entry.name)
    return entry.isDirectory() ? walk(inner) : [inner]
  })
}
