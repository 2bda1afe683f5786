// The mini-program's files: components, style sheets and modules, loaded as WeChat loads them.
import * as glassEasel from 'glass-easel'
import { MiniProgramEnv } from 'glass-easel-miniprogram-adapter'
import { BUILT_IN } from './built_in.mjs'
import { PhoneBackend } from './backend.mjs'

const PROGRAM = window.PROGRAM
const loaded = {}
let space, backend, loading

export const settingsOf = (page) => ({ ...PROGRAM.app.window, ...PROGRAM.settings[page] })
export const createRoot = (page) => backend.createRoot('wx-page', space, page)
export const isPage = (page) => PROGRAM.app.pages.includes(page)

export function start (wx, getCurrentPages) {
  const env = new MiniProgramEnv()
  const context = new PhoneBackend()
  space = env.createCodeSpace('', true)
  context.onEvent((target, type, detail, options) => {
    const event = new glassEasel.Event(type, detail, options)
    glassEasel.Event.dispatchEvent(target, event)
    return event.defaultPrevented() ? glassEasel.EventBubbleStatus.NoDefault : glassEasel.EventBubbleStatus.Normal
  })
  backend = env.associateBackend(context)
  for (const name of BUILT_IN) space.getComponentSpace().setGlobalUsingComponent(name, 'wx-' + name)
  addStyles()
  addComponents()
  return run(wx, getCurrentPages)
}

function addStyles () {
  for (const [name, { text, scope }] of Object.entries(PROGRAM.styles)) {
    space.addStyleSheet(name, name + '.wxss', scope || undefined)
    backend.registerStyleSheetContent(name + '.wxss', text)
  }
}

function addComponents () {
  for (const [name, settings] of Object.entries(PROGRAM.settings)) {
    const using = Object.entries({ ...PROGRAM.app.usingComponents, ...settings.usingComponents })
    space.addComponentStaticConfig(name, { ...settings, usingComponents: Object.fromEntries(using.map(([tag, place]) => [tag, '/' + resolve(place, name)])) })
    space.addCompiledTemplate(name, { groupList: PROGRAM.templates, content: PROGRAM.templates[name], fallbackListenerOnNativeNode: true })
  }
}

const resolve = (place, from) => new URL(place, 'http://host/' + from).pathname.slice(1)

// app.js first, then every page, the components it uses before it.
function run (wx, getCurrentPages) {
  let app = null
  const load = (name) => {
    if (!loaded[name]) {
      const module = loaded[name] = { exports: {} }
      const require = (place) => load(resolve(place, name).replace(/\.js$/, ''))
      if (!PROGRAM.modules[name]) throw new Error(`no module ${name}.js`)
      PROGRAM.modules[name](require, module, module.exports, () => app, getCurrentPages, wx)
    }
    return loaded[name].exports
  }
  window.App = (definition) => { app = definition }
  window.Page = (definition) => loading.Page(definition)
  window.Component = (definition) => loading.Component(definition)
  window.Behavior = (definition) => space.behavior().definition(definition).register()
  load('app')
  for (const name of inOrder()) space.componentEnv(name, (env) => { loading = env; load(name) })
  return app
}

function inOrder () {
  const order = []
  const seen = new Set()
  const visit = (name) => {
    if (seen.has(name) || !PROGRAM.settings[name]) return
    seen.add(name)
    const using = { ...PROGRAM.app.usingComponents, ...PROGRAM.settings[name].usingComponents }
    Object.values(using).forEach((place) => visit(resolve(place, name)))
    order.push(name)
  }
  PROGRAM.app.pages.forEach(visit)
  return order
}
