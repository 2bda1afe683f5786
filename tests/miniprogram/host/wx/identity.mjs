// Who is asking and what they agreed to: sign-in, the privacy guide, subscription, all against the stand-in for WeChat.
import { gesture } from '../backend.mjs'
import { phone, wechatKey } from '../phone.mjs'
import { element, sheet } from '../sheets.mjs'
import { answering, callbacksOnly, refusal } from './answers.mjs'

const GUIDE = '《绿行小程序隐私保护指引》'

const hasAgreed = () => localStorage.getItem(wechatKey('agreed')) !== null
export const agree = () => localStorage.setItem(wechatKey('agreed'), 'yes')

// WeChat's error 104: nobody has agreed to the privacy guide yet.
export function needAgreement () {
  if (!hasAgreed()) throw refusal('privacy permission is not authorized', 104)
}

const login = answering('login', () => ({ code: `demo:${phone.name}` }))

const openPrivacyContract = answering('openPrivacyContract', () => sheet({
  title: GUIDE, body: [element('p', '', '这里在微信中显示单位在公众平台填写的隐私保护指引。')], buttons: [['知道了', true, 'main']]
}))

// One-time subscription: from a tap only, at most three at once, and WeChat itself is told of each acceptance.
function requestSubscribeMessage (options) {
  const fromTap = gesture.now
  return answering('requestSubscribeMessage', async ({ tmplIds }) => {
    if (!fromTap) throw refusal('can only be invoked by user TAP gesture.')
    if (!tmplIds.length || tmplIds.length > 3) throw refusal('tmplIds can not be empty or more than 3')
    const choice = phone.subscribe === 'ask' ? await question(tmplIds) : phone.subscribe
    if (choice === 'accept') for (const template of tmplIds) await grant(template)
    return Object.fromEntries(tmplIds.map((template) => [template, choice]))
  })(options)
}

function question (templates) {
  const titles = JSON.parse(document.querySelector('.phone').dataset.templates || '{}')
  const list = element('ul')
  list.append(...templates.map((template) => element('li', '', titles[template] || template)))
  return sheet({ title: '绿行 申请给您发送一次以下消息', body: [list], buttons: [['取消', 'reject'], ['允许', 'accept', 'main']] })
}

async function grant (template) {
  await fetch('/phone/grants', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name: phone.name, template_id: template }) })
}

export default {
  login,
  openPrivacyContract: callbacksOnly(openPrivacyContract),
  requestSubscribeMessage,
  getPrivacySetting: callbacksOnly(answering('getPrivacySetting', () => ({ needAuthorization: !hasAgreed(), privacyContractName: GUIDE })))
}
