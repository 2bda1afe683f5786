// The phone in somebody's hand: whose WeChat it is, its network, its text size. Kept by the browser.
const DEFAULTS = { name: 'zhang', offline: false, fontSize: 16, subscribe: 'ask', number: '13800138000', wecom: '' }

const kept = Object.keys(DEFAULTS).map((name) => [name, localStorage.getItem('phone:' + name)]).filter(([, value]) => value !== null)
export const phone = { ...DEFAULTS, ...Object.fromEntries(kept.map(([name, value]) => [name, JSON.parse(value)])) }
const listeners = []

export const onChange = (listener) => listeners.push(listener)

export function set (changes) {
  Object.assign(phone, changes)
  for (const [name, value] of Object.entries(changes)) localStorage.setItem('phone:' + name, JSON.stringify(value))
  for (const listener of listeners) listener(changes)
}

export const isOnline = () => navigator.onLine && !phone.offline

// What this WeChat user's mini-program keeps on this phone.
export const storageKey = (name) => `mp:${phone.name}:${name}`
// What this WeChat itself remembers about the mini-program.
export const wechatKey = (name) => `wechat:${phone.name}:${name}`
