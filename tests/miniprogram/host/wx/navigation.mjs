import * as pages from '../pages.mjs'
import { answering } from './answers.mjs'

export default {
  navigateTo: answering('navigateTo', ({ url }) => pages.navigate(url)),
  redirectTo: answering('redirectTo', ({ url }) => pages.redirect(url)),
  navigateBack: answering('navigateBack', ({ delta = 1 }) => pages.back(delta)),
  switchTab: answering('switchTab', ({ url }) => pages.switchTab(url)),
  reLaunch: answering('reLaunch', ({ url }) => pages.relaunch(url)),
  setNavigationBarTitle: answering('setNavigationBarTitle', ({ title }) => pages.setTitle(title)),
  stopPullDownRefresh: answering('stopPullDownRefresh', () => {})
}
