// glass-easel on the browser's document: a click is a tap, WXML's aria-* and data-* are the document's own.
import * as glassEasel from 'glass-easel'

const heard = new WeakMap() // element → the types of event it passes on

// Whether a tap is being handled at this moment: WeChat lets some calls through only then.
export const gesture = { now: false }

export class PhoneBackend extends glassEasel.CurrentWindowBackendContext {
  onEvent (listener) {
    this.listener = listener
    document.addEventListener('click', (event) => {
      if (event.target.closest('wx-button[disabled]')) return
      gesture.now = true
      try { this.pass(event, 'tap', { x: event.clientX, y: event.clientY }, true) } finally { gesture.now = false }
    })
  }

  // The nearest element of the framework hears it.
  pass (event, type, detail, bubbles) {
    let target = event.target
    while (target && !target.__wxElement) target = target.parentNode
    if (target) this.listener(target.__wxElement, type, detail, { originalEvent: event, bubbles, composed: bubbles, capturePhase: true })
  }

  setListenerStats (element, type) {
    const types = heard.get(element) || new Set()
    if (type === 'tap' || types.has(type)) return
    heard.set(element, types.add(type))
    element.addEventListener(type, (event) => this.pass(event, type, event.detail || {}, false))
  }
}

const { setAttribute, setDataset } = glassEasel.Element.prototype

glassEasel.Element.prototype.setAttribute = function (name, value) {
  const missing = value === undefined || value === null || (value === false && !name.startsWith('aria-'))
  const plain = missing ? false : typeof value === 'object' || typeof value === 'boolean' ? JSON.stringify(value) : value
  return setAttribute.call(this, name === 'aria-role' ? 'role' : name, plain)
}

glassEasel.Element.prototype.setDataset = function (name, value) {
  setDataset.call(this, name, value)
  const element = this.getBackendElement()
  if (element) element.setAttribute('data-' + name.replace(/[A-Z]/g, (letter) => '-' + letter.toLowerCase()), typeof value === 'object' ? JSON.stringify(value) : String(value))
}
