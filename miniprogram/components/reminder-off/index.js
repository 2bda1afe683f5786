// On a page that a reminder opened: no more of this kind, in one tap.
const api = require("../../lib/api");
const room = require("../../lib/room");

Component({
  properties: { kind: String },
  data: { isBusy: false, isOff: false, said: "", isBad: false },
  methods: {
    turnOff() {
      return room.act(this, async () => {
        await api.post("/reminders/{kind}/off", { params: { kind: this.data.kind } });
        this.setData({ isOff: true });
        return "不再提醒这一类了。想再要，在“提醒”里打开。";
      });
    },
  },
});
