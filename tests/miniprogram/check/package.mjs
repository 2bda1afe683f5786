// The package as a whole: its pages, its links, its size, and what it asks of WeChat.
import fs from 'node:fs'
import path from 'node:path'
import { CALLS, OPEN_TYPES } from './declared.mjs'

const MOST = 1.5 * 1024 * 1024 // bytes; WeChat's own limit is 2 MB
const PARTS = ['wxml', 'js', 'json', 'wxss']

export function sizeOf (source) {
  return source.files.reduce((sum, file) => sum + fs.statSync(path.join(source.folder, file)).size, 0)
}

export function checkPackage (source) {
  return [...pages(source), ...links(source), ...calls(source), ...size(source)]
}

function pages (source) {
  const listed = source.app.pages
  const missing = listed.flatMap((page) => PARTS.filter((part) => !source.has(`${page}.${part}`)).map((part) => `app.json lists ${page}, but there is no ${page}.${part}`))
  const forgotten = source.ending('.wxml').map((file) => file.replace('.wxml', '')).filter((file) => file.startsWith('pages/') && !listed.includes(file))
  const tabs = source.app.tabBar.list.map((tab) => tab.pagePath).filter((page) => !listed.includes(page))
  const icons = Object.values(source.json('theme.json')).flatMap((theme) => Object.values(theme)).filter((value) => value.startsWith('images/') && !source.has(value))
  return [...missing, ...forgotten.map((page) => `${page} is not listed in app.json`), ...tabs.map((page) => `tab ${page} is no page`), ...icons.map((icon) => `there is no ${icon}`)]
}

// Every path of ours that a script or a template names leads to a page, a picture or a module.
function links (source) {
  const found = []
  for (const file of [...source.ending('.js'), ...source.ending('.wxml')]) {
    const text = source.read(file)
    for (const [, page] of text.matchAll(/["'`]\/?(pages\/[\w/]+)/g)) {
      if (!source.app.pages.some((known) => known === page || (page === 'pages/welcome' && known.startsWith(page)))) found.push(`${file}: there is no page ${page}`)
    }
    for (const [, picture] of text.matchAll(/["']\/(images\/[\w.-]+)/g)) if (!source.has(picture)) found.push(`${file}: there is no ${picture}`)
  }
  return found
}

function calls (source) {
  const used = new Map()
  for (const file of source.ending('.js')) for (const [, name] of source.read(file).matchAll(/\bwx\s*\.(\w+)/g)) used.set(name, file)
  const opened = new Map()
  for (const file of source.ending('.wxml')) for (const [, name] of source.read(file).matchAll(/open-type="(\w+)"/g)) opened.set(name, file)
  return [
    ...[...used].filter(([name]) => !(name in CALLS)).map(([name, file]) => `${file}: wx.${name} is not declared`),
    ...Object.keys(CALLS).filter((name) => !used.has(name)).map((name) => `wx.${name} is declared and not used`),
    ...[...opened].filter(([name]) => !(name in OPEN_TYPES)).map(([name, file]) => `${file}: open-type ${name} is not declared`),
    ...['permission', 'requiredPrivateInfos', 'requiredBackgroundModes'].filter((name) => name in source.app).map((name) => `app.json asks for ${name}`)
  ]
}

function size (source) {
  const bytes = sizeOf(source)
  return bytes > MOST ? [`the package has ${bytes} bytes, over ${MOST}`] : []
}
