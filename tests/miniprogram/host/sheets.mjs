// What WeChat itself draws over a page: toasts, questions, pickers, its own consent sheets.

const ROOT = () => document.querySelector('.phone')

export function element (name, className, text, parts = {}) {
  const made = Object.assign(document.createElement(name), parts)
  if (className) made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

// A sheet with buttons; resolves with the value of the one that was pressed.
export function sheet ({ title, body = [], buttons, role = 'dialog' }) {
  return new Promise((resolve) => {
    const veil = element('div', 'host-veil')
    const panel = element('div', 'host-sheet')
    panel.setAttribute('role', role)
    panel.setAttribute('aria-label', title)
    panel.append(element('h2', '', title), ...body)
    const row = element('div', 'host-sheet-buttons')
    const close = (value) => { veil.remove(); resolve(value) }
    row.append(...buttons.map(([text, value, className = '']) => element('button', className, text, { type: 'button', onclick: () => close(typeof value === 'function' ? value() : value) })))
    panel.append(row)
    veil.append(panel)
    veil.close = close
    ROOT().append(veil)
  })
}

export async function ask ({ title, mode, value, start, end, range }) {
  const field = mode === 'selector' ? element('select') : element('input', '', undefined, { type: mode, min: start, max: end })
  if (mode === 'selector') field.append(...range.map((text, index) => element('option', '', text, { value: String(index) })))
  field.value = value
  field.setAttribute('aria-label', title)
  return sheet({ title, body: [field], buttons: [['取消', null], ['确定', () => field.value, 'main']] })
}

let toastTimer = 0

export function toast (title, duration = 1500) {
  hideToast()
  ROOT().append(Object.assign(element('div', 'host-toast', title), { role: 'status' }))
  toastTimer = setTimeout(hideToast, duration)
}

export function hideToast () {
  clearTimeout(toastTimer)
  document.querySelectorAll('.host-toast').forEach((one) => one.remove())
}
