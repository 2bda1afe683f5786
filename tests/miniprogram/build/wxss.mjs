// WXSS → CSS: @import in place, rpx by the phone's own width, tags renamed, pages and isolated components kept apart.
import path from 'node:path'
import postcss from 'postcss'
import selectors from 'postcss-selector-parser'
import { stem } from './source.mjs'
import { BUILT_IN, pageClass } from '../host/built_in.mjs'

const RPX_OF_A_SCREEN = 750
const RPX = /(-?[\d.]+)rpx\b/g
const IMPORT = /@import\s+["']([^"']+)["']\s*;/g

// Style sheet → {text, scope}: of the app, and of every page and component.
export function styles (source) {
  const settings = source.settings
  const used = source.ending('.wxss').filter((file) => file === 'app.wxss' || stem(file) in settings)
  return Object.fromEntries(used.map((file) => {
    const scope = scopeOf(stem(file), settings[stem(file)])
    const isPage = stem(file) in settings && !settings[stem(file)].component
    return [stem(file), { scope, text: convert(source, file, scope, isPage ? `.${pageClass(stem(file))} ` : '') }]
  }))
}

// A component's classes are its own unless it shares them.
function scopeOf (name, settings) {
  const isolated = settings && settings.component && !/shared/.test(settings.styleIsolation || '')
  return isolated ? name.replace(/\W/g, '-') : ''
}

function convert (source, file, scope, within) {
  const root = postcss.parse(inline(source, file), { from: file })
  root.walkDecls((declaration) => { declaration.value = declaration.value.replace(RPX, (_, n) => `calc(${n} * 100cqw / ${RPX_OF_A_SCREEN})`) })
  root.walkRules((rule) => {
    if (!/keyframes/.test(rule.parent.name || '')) rule.selectors = rule.selectors.map((selector) => within + rename(selector, scope))
  })
  return root.toString()
}

function inline (source, file) {
  return source.read(file).replace(IMPORT, (_, name) => inline(source, name.startsWith('/') ? name.slice(1) : path.posix.join(path.posix.dirname(file), name)))
}

function rename (selector, scope) {
  return selectors((root) => {
    root.walkTags((tag) => { tag.value = tag.value === 'page' ? '.wx-page' : BUILT_IN.includes(tag.value) ? 'wx-' + tag.value : tag.value })
    if (scope) root.walkClasses((one) => { one.value = `${scope}--${one.value}` })
  }).processSync(selector)
}
