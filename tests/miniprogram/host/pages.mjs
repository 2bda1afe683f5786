// The stack of pages, the bar above them and the tabs below: WeChat's navigation, with its limits.
import { createRoot, isPage, settingsOf } from './program.mjs'
import { themed } from './theme.mjs'
import { element } from './sheets.mjs'
import { pageClass } from './built_in.mjs'

const MOST = 10
const { tabBar } = window.PROGRAM.app
const tabPaths = tabBar.list.map((tab) => tab.pagePath)
const stack = [] // of {path, query, box, root, page, title}
const tabs = {} // path → the same, kept while other tabs are looked at
let bar, room, foot

export const getCurrentPages = () => stack.map((one) => one.page)
export const top = () => stack[stack.length - 1]

export function raise (phone) {
  bar = element('header', 'host-bar')
  bar.append(element('button', 'host-back', '‹', { type: 'button', ariaLabel: '返回', onclick: () => back(1) }), element('h1', '', ''))
  room = element('main', 'host-room')
  foot = element('nav', 'host-tabs', undefined, { ariaLabel: '底部标签' })
  foot.append(...tabBar.list.map((tab) => {
    const button = element('button', '', undefined, { type: 'button', onclick: () => switchTab(tab.pagePath) })
    button.append(element('img', '', undefined, { alt: '' }), element('span', '', tab.text))
    return button
  }))
  phone.append(bar, room, foot)
  room.addEventListener('scroll', () => {
    if (room.scrollTop + room.clientHeight >= room.scrollHeight - 50) call(top(), 'onReachBottom')
  })
}

export function parse (url) {
  const [place, query = ''] = url.split('?')
  const path = new URL(place, 'http://host/' + (top() ? top().path : '')).pathname.slice(1)
  const pairs = query.split('&').filter(Boolean).map((pair) => pair.split('='))
  return { path, query: Object.fromEntries(pairs.map(([name, value = '']) => [name, value])) }
}

function create ({ path, query }) {
  if (!isPage(path)) throw new Error(`page "${path}" is not found`)
  const box = element('div', 'host-page-box')
  const mark = element('div')
  box.append(mark)
  room.append(box)
  const root = createRoot(path)
  root.getComponent().getBackendElement().classList.add('wx-page', pageClass(path))
  const one = { path, query, box, root, page: root.get(), title: '' }
  one.page.route = path
  one.page.options = query
  root.attach(box, mark)
  call(one, 'onLoad', query)
  return one
}

function call (one, name, value) {
  if (one && typeof one.page[name] === 'function') return one.page[name](value)
}

function show (one, isNew) {
  for (const other of [...stack, ...Object.values(tabs)]) other.box.hidden = other !== one
  paint()
  room.scrollTop = 0
  call(one, 'onShow')
  if (isNew) requestAnimationFrame(() => call(one, 'onReady'))
  const query = Object.entries(one.query).map(([name, value]) => `${name}=${value}`).join('&')
  history.replaceState(null, '', `#/${one.path}${query ? '?' + query : ''}`)
}

export function paint () {
  const one = top()
  const settings = settingsOf(one.path)
  bar.querySelector('h1').textContent = document.title = one.title || settings.navigationBarTitleText
  bar.style.background = themed(settings.navigationBarBackgroundColor)
  bar.style.color = themed(settings.navigationBarTextStyle)
  room.style.background = themed(settings.backgroundColor)
  bar.querySelector('.host-back').hidden = stack.length < 2
  foot.hidden = !tabPaths.includes(one.path)
  foot.style.background = themed(tabBar.backgroundColor)
  tabBar.list.forEach((tab, index) => {
    const chosen = tab.pagePath === one.path
    const button = foot.children[index]
    button.style.color = themed(chosen ? tabBar.selectedColor : tabBar.color)
    button.toggleAttribute('aria-current', chosen)
    button.firstChild.src = '/phone/files/' + themed(chosen ? tab.selectedIconPath : tab.iconPath)
  })
}

function end (one) {
  call(one, 'onUnload')
  one.root.release()
  one.box.remove()
  delete tabs[one.path]
}

export function setTitle (title) { top().title = title; paint() }
export const pullDown = () => call(top(), 'onPullDownRefresh')

export function navigate (url) {
  const place = parse(url)
  if (tabPaths.includes(place.path)) throw new Error('can not navigateTo a tabbar page')
  if (stack.length >= MOST) throw new Error(`webview count limit exceed ${MOST}`)
  call(top(), 'onHide')
  stack.push(create(place))
  show(top(), true)
}

export function redirect (url) {
  const place = parse(url)
  if (tabPaths.includes(place.path)) throw new Error('can not redirectTo a tabbar page')
  end(stack.pop())
  stack.push(create(place))
  show(top(), true)
}

export function back (delta) {
  const steps = Math.min(delta, stack.length - 1)
  for (let step = 0; step < steps; step++) end(stack.pop())
  if (steps) show(top(), false)
}

export function switchTab (url) {
  const { path } = parse('/' + url.replace(/^\//, ''))
  if (!tabPaths.includes(path)) throw new Error('can not switch to no-tabBar page')
  if (top() && top().path === path) return
  while (stack.length && !tabPaths.includes(top().path)) end(stack.pop())
  if (top()) call(stack.pop(), 'onHide')
  const isNew = !tabs[path]
  tabs[path] = tabs[path] || create({ path, query: {} })
  stack.push(tabs[path])
  show(tabs[path], isNew)
}

export function relaunch (url) {
  const place = parse(url)
  if (!isPage(place.path)) throw new Error(`page "${place.path}" is not found`)
  for (const one of new Set([...stack.splice(0), ...Object.values(tabs)])) end(one)
  const one = create(place)
  if (tabPaths.includes(place.path)) tabs[place.path] = one
  stack.push(one)
  show(one, true)
}
