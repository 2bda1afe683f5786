// wx.scanCode and wx.chooseMedia. What is scanned is a picture, read by a decoder: nobody hands over the text.
import jsQR from 'jsqr'
import { keep } from '../files.mjs'
import { element, sheet, toast } from '../sheets.mjs'
import { answering, refusal } from './answers.mjs'
import { needAgreement } from './identity.mjs'

const LONGEST_SIDE = 1600 // pixels of the frame that is searched

export async function read (picture) {
  const image = await createImageBitmap(picture)
  const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height))
  const canvas = Object.assign(document.createElement('canvas'), { width: Math.round(image.width * scale), height: Math.round(image.height * scale) })
  const context = canvas.getContext('2d')
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  const frame = context.getImageData(0, 0, canvas.width, canvas.height)
  const found = jsQR(frame.data, frame.width, frame.height)
  return found ? found.data : null
}

const scanCode = answering('scanCode', async () => {
  const picture = await aim('扫一扫', '选一张拍到码的照片，或粘贴截图')
  if (!picture) throw refusal('cancel')
  const result = await read(picture)
  if (result === null) {
    toast('照片里没有认出码')
    throw refusal('no code in the picture')
  }
  return { result, scanType: 'QR_CODE', charSet: 'utf-8', path: '' }
})

const chooseMedia = answering('chooseMedia', async () => {
  needAgreement()
  const picture = await aim('选择照片', '从相册选一张')
  if (!picture) throw refusal('cancel')
  return { type: 'image', tempFiles: [{ tempFilePath: keep(picture), size: picture.size, fileType: 'image' }] }
})

// What the camera sees: a file, a screenshot from the clipboard, or one of the demonstration's stickers.
async function aim (title, hint) {
  const field = element('input', '', undefined, { type: 'file', accept: 'image/*', ariaLabel: title })
  let close
  const chosen = new Promise((resolve) => { close = resolve })
  field.onchange = () => close(field.files[0])
  const paste = (event) => { const file = event.clipboardData.files[0]; if (file) close(file) }
  addEventListener('paste', paste)
  const pressed = sheet({ title, body: [element('p', '', hint), field, ...stickers(close)], buttons: [['取消', null]] })
  const picture = await Promise.race([chosen, pressed])
  removeEventListener('paste', paste)
  field.closest('.host-veil')?.close(null)
  return picture
}

function stickers (close) {
  return [...document.querySelectorAll('[data-sticker]')].slice(0, 4).map((one) => {
    const button = element('button', 'host-sticker', `对准：${one.dataset.place}`, { type: 'button' })
    button.onclick = async () => close(await (await fetch(one.dataset.sticker)).blob())
    return button
  })
}

export default { scanCode, chooseMedia }
