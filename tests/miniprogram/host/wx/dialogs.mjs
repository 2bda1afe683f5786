import { element, sheet, toast } from '../sheets.mjs'
import { answering } from './answers.mjs'

const showModal = answering('showModal', async ({ title = '', content = '', showCancel = true, cancelText = '取消', confirmText = '确定', editable = false, placeholderText = '' }) => {
  const field = element('textarea', '', undefined, { placeholder: placeholderText, ariaLabel: title })
  const buttons = [[confirmText, true, 'main']]
  if (showCancel) buttons.unshift([cancelText, false])
  const confirm = await sheet({ title, body: [editable ? field : element('p', '', content)], buttons, role: 'alertdialog' })
  return { confirm: Boolean(confirm), cancel: !confirm, ...(editable ? { content: field.value } : {}) }
})

export default {
  showModal,
  showToast: answering('showToast', ({ title, duration }) => toast(title, duration))
}
