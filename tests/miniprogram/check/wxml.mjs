// WXML as a flat run of tags with their attributes, each with the wx:for loops around it.
const TAG = /<!--[\s\S]*?-->|<(\/?)([\w-]+)((?:"[^"]*"|[^">])*?)(\/?)>|([^<]+)/g
const ATTRIBUTE = /([\w:.-]+)(?:="([^"]*)")?/g
const EXPRESSION = /\{\{([\s\S]*?)\}\}/g

export function tags (text) {
  const found = []
  const open = []
  for (const [, isEnd, name, rest, isSingle, words] of text.matchAll(TAG)) {
    if (words !== undefined) { if (open.length) found.push({ name: '#text', attributes: { text: words }, around: [...open] }); continue }
    if (name === undefined) continue
    if (isEnd) { open.pop(); continue }
    const attributes = Object.fromEntries([...rest.matchAll(ATTRIBUTE)].map(([, key, value = '']) => [key, value]))
    const one = { name, attributes, around: [...open] }
    found.push(one)
    if (!isSingle) open.push(one)
  }
  return found
}

export const expressions = (value) => [...value.matchAll(EXPRESSION)].map(([, inner]) => inner)
