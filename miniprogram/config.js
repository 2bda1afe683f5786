// 小程序连哪台服务器。发布之前，把体验版和正式版的地址换成本单位的域名（https，已备案，并在公众平台登记为
// request 与 uploadFile 合法域名）。开发版连本机，在开发者工具里勾选“不校验合法域名”。
module.exports = {
  servers: {
    develop: "http://127.0.0.1:8000",
    trial: "https://lvxing.example.gov.cn",
    release: "https://lvxing.example.gov.cn",
  },
};
