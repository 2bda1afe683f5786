// wx.request and wx.uploadFile over fetch: every status is a success, as in WeChat; only a cut or a time-out fails.
import { at } from '../files.mjs'
import { isOnline, onChange } from '../phone.mjs'
import { answering, callbacksOnly, refusal } from './answers.mjs'

const TIMEOUT = 60_000
const listeners = new Set()

// The mini-program names its server; here the server is whoever serves this page.
const here = (url) => location.origin + new URL(url).pathname + new URL(url).search

async function send (url, init, timeout = TIMEOUT) {
  if (!isOnline()) throw refusal('net::ERR_INTERNET_DISCONNECTED')
  const control = new AbortController()
  const timer = setTimeout(() => control.abort(), timeout)
  try {
    const answer = await fetch(here(url), { ...init, signal: control.signal })
    return { answer, text: await answer.text() }
  } catch (error) {
    throw refusal(control.signal.aborted ? 'timeout' : error.message)
  } finally {
    clearTimeout(timer)
  }
}

const request = answering('request', async ({ url, method = 'GET', header = {}, data, timeout }) => {
  const isGet = method === 'GET'
  const query = isGet && data ? '?' + new URLSearchParams(data) : ''
  const body = isGet || data === undefined ? undefined : JSON.stringify(data)
  const { answer, text } = await send(url + query, { method, body, headers: { 'Content-Type': 'application/json', ...header } }, timeout)
  return { data: parsed(text), statusCode: answer.status, header: Object.fromEntries(answer.headers), cookies: [] }
})

function parsed (text) {
  try { return JSON.parse(text) } catch { return text }
}

const uploadFile = answering('uploadFile', async ({ url, filePath, name, header = {}, formData = {}, timeout }) => {
  const form = new FormData()
  for (const [key, value] of Object.entries(formData)) form.append(key, value)
  form.append(name, at(filePath), 'photo')
  const { answer, text } = await send(url, { method: 'POST', body: form, headers: header }, timeout)
  return { data: text, statusCode: answer.status }
})

function announce () {
  const isConnected = isOnline()
  for (const listener of listeners) listener({ isConnected, networkType: isConnected ? 'wifi' : 'none' })
}

addEventListener('online', announce)
addEventListener('offline', announce)
onChange((changes) => { if ('offline' in changes) announce() })

export default {
  request: callbacksOnly(request, {}),
  uploadFile: callbacksOnly(uploadFile, {}),
  onNetworkStatusChange: (listener) => { listeners.add(listener) }
}
