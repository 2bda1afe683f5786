// All of wx.* that there is: a call that is not here throws, which is what a test should do.
import camera from './camera.mjs'
import device from './device.mjs'
import dialogs from './dialogs.mjs'
import identity from './identity.mjs'
import navigation from './navigation.mjs'
import network from './network.mjs'
import storage from './storage.mjs'
import wecom from './wecom.mjs'

export const wx = { ...camera, ...device, ...dialogs, ...identity, ...navigation, ...network, ...storage, ...wecom }
