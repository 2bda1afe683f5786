const outbox = require("./lib/outbox");

App({
  onLaunch() {
    wx.onNetworkStatusChange(({ isConnected }) => {
      if (isConnected) outbox.flush();
    });
  },

  // Whatever was kept when the connection was cut or the page was closed goes out now.
  onShow() {
    outbox.flush();
  },
});
