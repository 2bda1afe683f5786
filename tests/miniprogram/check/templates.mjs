// Templates held against their scripts: every name in {{…}} is a field there, every handler a method, every attribute of
// a component one of its properties, every data-* that a script reads is set, and setData sets only what is declared.
import path from 'node:path'
import ts from 'typescript'
import { declaration } from './types.mjs'
import { expressions, tags } from './wxml.mjs'

const HANDLER = /^(?:bind|catch):?(\w+)$/
const OF_EVERY_TAG = /^(class|style|id|hidden|slot|wx:.*|data-.*|aria-.*|bind.*|catch.*)$/

const OF_EVERY_PAGE = ['setData', 'data', 'triggerEvent']

export function checkTemplates (source, made) {
  const declared = Object.fromEntries(Object.keys(source.settings).map((name) => [name, declaration(made, path.join(source.folder, name + '.js'))]))
  const components = Object.fromEntries(Object.entries(source.app.usingComponents).map(([tag, place]) => [tag, declared[place.slice(1)]]))
  return Object.entries(declared).flatMap(([name, script]) => new Check(source, name, script, components).faults())
}

class Check {
  constructor (source, name, script, components) {
    Object.assign(this, { name, script, components, found: [] })
    this.tags = tags(source.read(name + '.wxml'))
    this.text = source.read(name + '.js')
  }

  say (sentence) { this.found.push(`${this.name}: ${sentence}`) }

  faults () {
    for (const tag of this.tags) this.tag(tag)
    this.datasets()
    this.script.visit((node) => { this.setData(node); this.own(node) })
    return this.found
  }

  tag (tag) {
    const scope = this.scope(tag)
    for (const [key, value] of Object.entries(tag.attributes)) {
      const handler = HANDLER.exec(key)
      if (handler) { if (!this.script.methods.includes(value)) this.say(`${key}="${value}" is no method`); continue }
      const outer = key === 'wx:for' ? this.scope(tag, true) : scope
      for (const expression of expressions(value)) this.expression(expression, outer)
      if (key === 'wx:key') this.key(value, scope[tag.attributes['wx:for-item'] || 'item'])
    }
    const component = this.components[tag.name]
    if (component) this.component(tag, component)
  }

  component (tag, { properties }) {
    const names = properties.map((one) => one.toLowerCase())
    for (const key of Object.keys(tag.attributes)) {
      if (!OF_EVERY_TAG.test(key) && !names.includes(key.replace(/-/g, '').toLowerCase())) this.say(`<${tag.name}> has no property ${key}`)
    }
  }

  // The names that the loops around a tag make, each with its type (null: anything).
  scope (tag, isOutside = false) {
    const loops = [...tag.around, ...(isOutside ? [] : [tag])].filter((one) => one.attributes['wx:for'])
    return loops.reduce((scope, loop) => {
      const [list] = expressions(loop.attributes['wx:for'])
      const type = this.resolve(parse(list), scope)
      return { ...scope, [loop.attributes['wx:for-item'] || 'item']: this.elementOf(type), [loop.attributes['wx:for-index'] || 'index']: null }
    }, {})
  }

  elementOf (type) { return type && this.script.checker.getIndexTypeOfType(type, ts.IndexKind.Number) || null }

  key (name, type) {
    if (name !== '*this' && name !== 'index' && type && !this.script.checker.getPropertyOfType(type, name)) this.say(`wx:key="${name}" is no field`)
  }

  expression (text, scope) { this.resolve(parse(text), scope) }

  // The type of an expression; null where anything goes. A name or field that is not there is a fault.
  resolve (node, scope) {
    if (ts.isParenthesizedExpression(node)) return this.resolve(node.expression, scope)
    if (ts.isIdentifier(node)) return this.named(node.text, scope)
    if (ts.isPropertyAccessExpression(node)) return this.field(this.resolve(node.expression, scope), node.name.text)
    if (ts.isElementAccessExpression(node)) {
      this.resolve(node.argumentExpression, scope)
      return this.elementOf(this.resolve(node.expression, scope))
    }
    ts.forEachChild(node, (child) => { this.resolve(child, scope) })
    return null
  }

  named (name, scope) {
    if (name in scope) return scope[name]
    if (['undefined', 'null'].includes(name) || this.script.properties.includes(name)) return null
    const field = this.script.data && this.script.checker.getPropertyOfType(this.script.data, name)
    if (!field) this.say(`{{${name}}} is no field of data`)
    return field ? this.typeOf(field) : null
  }

  field (type, name) {
    if (!type || type.flags & ts.TypeFlags.Any) return null
    const whole = this.script.checker.getApparentType(this.script.checker.getNonNullableType(type))
    const field = this.script.checker.getPropertyOfType(whole, name)
    if (!field) this.say(`.${name} is no field`)
    return field ? this.typeOf(field) : null
  }

  typeOf (symbol) { return this.script.checker.getNonNullableType(this.script.checker.getTypeOfSymbol(symbol)) }

  // data-* that handlers read are set by some tag, and those that are set are read.
  datasets () {
    const set = new Set(this.tags.flatMap((tag) => Object.keys(tag.attributes)).filter((key) => key.startsWith('data-') && key !== 'data-testid').map((key) => key.slice(5)))
    const read = new Set([...this.text.matchAll(/const \{ ([\w, ]+) \} = event\.currentTarget\.dataset/g)].flatMap(([, names]) => names.split(', ')))
    for (const [, name] of this.text.matchAll(/currentTarget\.dataset\.(\w+)/g)) read.add(name)
    for (const name of read) if (!set.has(name)) this.say(`no tag sets data-${name}`)
    for (const name of set) if (!read.has(name)) this.say(`nobody reads data-${name}`)
  }

  known (name) {
    return this.script.properties.includes(name) || (this.script.data && this.script.checker.getPropertyOfType(this.script.data, name))
  }

  setData (node) {
    if (!ts.isCallExpression(node) || !/\.setData$/.test(node.expression.getText(this.script.source))) return
    const [given] = node.arguments
    if (!given || !ts.isObjectLiteralExpression(given)) return
    for (const part of given.properties) {
      const name = part.name && (ts.isIdentifier(part.name) || ts.isStringLiteral(part.name)) ? part.name.text : null
      if (name && !this.known(name)) this.say(`setData sets ${name}, which is not declared`)
    }
  }

  // this.something is WeChat's or our own.
  own (node) {
    if (!ts.isPropertyAccessExpression(node) || node.expression.kind !== ts.SyntaxKind.ThisKeyword) return
    const name = node.name.text
    if (!OF_EVERY_PAGE.includes(name) && !this.script.methods.includes(name)) this.say(`this.${name} is not declared`)
  }
}

function parse (text) {
  return ts.createSourceFile('expression.ts', `(${text})`, ts.ScriptTarget.ES2020, true).statements[0].expression
}
