// The buttons beside the phone: what a person, a camera and WeChat would do.
import * as pages from './pages.mjs'
import { phone, set } from './phone.mjs'
import { element, toast } from './sheets.mjs'
import { read } from './wx/camera.mjs'

const POLL = 5000
const RULE = '/b/' // the prefix of the office's ordinary-link rule

export function connect () {
  const panel = document.querySelector('#panel')
  if (!panel) return
  for (const field of panel.querySelectorAll('[data-phone]')) bind(field)
  for (const button of panel.querySelectorAll('[data-sticker]')) button.onclick = () => scanFromOutside(button.dataset.sticker)
  const people = panel.querySelector('#people')
  if (people) people.onchange = () => invite(people.value)
  panel.querySelector('#fill').onclick = fill
  panel.querySelector('#pull').onclick = pages.pullDown
  notices(panel.querySelector('#notices'))
}

// A field of the panel that is one of the phone's settings.
function bind (field) {
  const name = field.dataset.phone
  if (field.type === 'checkbox') field.checked = phone[name]
  else field.value = phone[name]
  field.onchange = () => set({ [name]: field.type === 'checkbox' ? field.checked : name === 'fontSize' ? Number(field.value) : field.value })
}

// WeChat's own scanner, outside of the mini-program: the ordinary-link rule opens the bin's page.
async function scanFromOutside (address) {
  const text = await read(await (await fetch(address)).blob())
  if (text === null || !new URL(text).pathname.startsWith(RULE)) return toast('这不是桶上的码')
  pages.relaunch(`/pages/bin/index?q=${encodeURIComponent(text)}`)
}

let invited = null

async function invite (number) {
  if (!number) return
  const answer = await fetch('/phone/invites', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ employee_no: number }) })
  invited = await answer.json()
  document.querySelector('#invited').textContent = `${invited.name}，工号 ${invited.employee_no}，邀请码 ${invited.invite_code}`
  document.querySelector('#fill').hidden = false
}

// As a keyboard that remembers: into the fields of those names on the page that is open.
function fill () {
  for (const [name, value] of Object.entries(invited || {})) {
    const field = pages.top().box.querySelector(`wx-input[name="${name}"] input`)
    if (!field) continue
    field.value = value
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
}

// WeChat's service notices: what the stand-in was asked to deliver. A tap opens the page it names.
function notices (list) {
  const look = async () => {
    const answer = await fetch('/phone/notices?name=' + encodeURIComponent(phone.name))
    if (!answer.ok) return
    const sent = await answer.json()
    list.replaceChildren(...sent.map((one) => {
      const line = element('li')
      line.append(element('button', '', one.text, { type: 'button', onclick: () => pages.relaunch('/' + one.page) }))
      return line
    }))
  }
  look().catch(() => {})
  setInterval(() => look().catch(() => {}), POLL)
}
