// A phone in the page: the mini-program starts in the element .phone, at the page that the address names.
import { defineElements } from './elements.mjs'
import { listen } from './open_type.mjs'
import * as pages from './pages.mjs'
import { connect } from './panel.mjs'
import { onChange, phone } from './phone.mjs'
import { start } from './program.mjs'
import { onTheme } from './theme.mjs'
import { wx } from './wx/index.mjs'

const WITHOUT_NUMBER = 1001

defineElements()
listen()
pages.raise(document.querySelector('.phone'))
const app = start(wx, pages.getCurrentPages)
const asked = location.hash.length > 2 ? location.hash.slice(1) : '/' + window.PROGRAM.app.pages[0]
const launch = { ...pages.parse(asked), scene: WITHOUT_NUMBER }
app.onLaunch?.(launch)
app.onShow?.(launch)
pages.relaunch(asked)

document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') app.onShow?.(launch); else app.onHide?.() })
onTheme(pages.paint)
const resize = () => { document.documentElement.style.fontSize = phone.fontSize + 'px' }
onChange((changes) => {
  resize()
  if ('name' in changes) location.reload()
})
resize()
connect()
