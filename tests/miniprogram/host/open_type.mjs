// <button open-type>: what WeChat does at such a tap before the page hears of it.
import { phone } from './phone.mjs'
import { tell } from './elements.mjs'
import { agree, needAgreement } from './wx/identity.mjs'

const OPEN = {
  agreePrivacyAuthorization (button) {
    agree()
    tell(button, 'agreeprivacyauthorization', {})
  },
  getPhoneNumber (button) {
    try {
      needAgreement()
      tell(button, 'getphonenumber', { code: `demo-phone:${phone.number}:${Date.now()}`, errMsg: 'getPhoneNumber:ok' })
    } catch (error) {
      tell(button, 'getphonenumber', { errMsg: `getPhoneNumber:fail ${error.message}`, errno: error.errno })
    }
  }
}

export function listen () {
  document.addEventListener('click', (event) => {
    const button = event.target.closest('wx-button[open-type]')
    if (button && !button.hasAttribute('disabled')) OPEN[button.getAttribute('open-type')](button)
  })
}
