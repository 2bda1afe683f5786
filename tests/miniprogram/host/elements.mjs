// The built-in components as custom elements over the browser's own controls. Events carry WeChat's `detail`.
import { BUILT_IN } from './built_in.mjs'
import { address } from './files.mjs'
import { ask } from './sheets.mjs'

const SPOKEN = ['aria-label', 'aria-labelledby', 'placeholder', 'maxlength', 'disabled', 'inputmode']
const KEYBOARDS = { number: 'numeric', digit: 'decimal', text: 'text', nickname: 'text' }

export function tell (element, type, detail) {
  element.dispatchEvent(new CustomEvent(type, { detail }))
}

class Plain extends HTMLElement {}

// Reached and pressed by keyboard, too.
class Button extends HTMLElement {
  connectedCallback () {
    if (!this.hasAttribute('role')) this.setAttribute('role', 'button')
    this.tabIndex = 0
    this.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); this.click() }
    })
  }
  static observedAttributes = ['disabled']
  attributeChangedCallback () { this.setAttribute('aria-disabled', String(this.hasAttribute('disabled'))) }
}

// A text field around a native one.
class Field extends HTMLElement {
  static observedAttributes = ['value', 'type', 'focus', 'password', ...SPOKEN]

  get native () {
    if (!this.inner) {
      this.inner = document.createElement(this.localName === 'wx-textarea' ? 'textarea' : 'input')
      this.inner.addEventListener('input', (event) => { event.stopPropagation(); tell(this, 'input', { value: this.inner.value, cursor: this.inner.selectionEnd }) })
      this.inner.addEventListener('focus', () => tell(this, 'focus', { value: this.inner.value }))
      this.inner.addEventListener('blur', () => tell(this, 'blur', { value: this.inner.value }))
      this.inner.addEventListener('keydown', (event) => { if (event.key === 'Enter' && this.localName === 'wx-input') tell(this, 'confirm', { value: this.inner.value }) })
    }
    return this.inner
  }

  connectedCallback () {
    this.append(this.native)
    if (!this.hasAttribute('maxlength')) this.native.maxLength = 140
    if (this.hasAttribute('focus')) this.native.focus()
  }

  attributeChangedCallback (name, _, value) {
    if (name === 'value') { if (this.native.value !== (value ?? '')) this.native.value = value ?? '' }
    else if (name === 'type') this.native.inputMode = KEYBOARDS[value] || 'text'
    else if (name === 'focus') { if (value !== null && this.isConnected) this.native.focus() }
    else if (name === 'maxlength') this.native.maxLength = Number(value)
    else if (value === null) this.native.removeAttribute(name)
    else this.native.setAttribute(name, value)
  }
}

class Picture extends HTMLElement {
  static observedAttributes = ['src', 'aria-label']
  attributeChangedCallback (name, _, value) {
    if (!this.inner) this.append(this.inner = document.createElement('img'))
    if (name === 'aria-label') this.inner.alt = value
    else if (value && value.startsWith('wxfile:')) address(value).then((data) => { this.inner.src = data })
    else if (value) this.inner.src = '/phone/files' + value
  }
  connectedCallback () { if (this.inner && !this.inner.alt) this.inner.alt = '' }
}

class Switch extends HTMLElement {
  static observedAttributes = ['checked', 'aria-label', 'disabled']
  get native () {
    if (!this.inner) {
      this.inner = Object.assign(document.createElement('input'), { type: 'checkbox' })
      this.inner.setAttribute('role', 'switch')
      this.inner.addEventListener('change', (event) => { event.stopPropagation(); tell(this, 'change', { value: this.inner.checked }) })
    }
    return this.inner
  }
  connectedCallback () { this.append(this.native) }
  attributeChangedCallback (name, _, value) {
    if (name === 'checked') this.native.checked = value !== null
    else if (value === null) this.native.removeAttribute(name)
    else this.native.setAttribute(name, value)
  }
}

// mode date, time or selector: what is chosen comes from a sheet at the foot of the screen.
class Picker extends HTMLElement {
  connectedCallback () {
    this.addEventListener('click', async () => {
      if (this.hasAttribute('disabled')) return
      const mode = this.getAttribute('mode') || 'selector'
      const value = await ask({
        title: this.getAttribute('header-text') || '请选择', mode,
        value: this.getAttribute('value') || '', start: this.getAttribute('start') || '', end: this.getAttribute('end') || '',
        range: JSON.parse(this.getAttribute('range') || '[]')
      })
      if (value !== null) tell(this, 'change', { value: mode === 'selector' ? Number(value) : value })
    })
  }
}

// The text size of the person's WeChat settings becomes the size of 1rem.
class PageMeta extends HTMLElement {}

const CLASSES = { button: Button, input: Field, textarea: Field, image: Picture, switch: Switch, picker: Picker, 'page-meta': PageMeta }

export function defineElements () {
  for (const name of BUILT_IN) customElements.define('wx-' + name, class extends (CLASSES[name] || Plain) {})
}
