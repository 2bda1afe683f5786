// wx.qy is there in WeCom's own app only: a phone that was given a code of the stand-in's directory is such a one.
import { phone } from '../phone.mjs'
import { answering } from './answers.mjs'

const login = answering('login', () => ({ code: phone.wecom }))

export default phone.wecom ? { qy: { login } } : {}
