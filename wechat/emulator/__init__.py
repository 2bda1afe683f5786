"""A stand-in for WeChat's server, for development and tests. Speaks HTTP, on this machine only, forgets everything.

``python -m wechat.emulator --port 9191`` and ``WX_API_BASE=http://127.0.0.1:9191/``; in a test
``wechat.emulator.server.start()``. With curl alone:

- sign in with the code ``demo:zhang``: the person ``o-demo-zhang``; ``demo:zhang:1`` is the same person, once;
- bind with the phone code ``demo-phone:13800138000`` (``demo-phone:13800138000:1``: once);
- allow a message: ``curl -d '{"openid": "o-demo-zhang", "template_id": "tmpl-commute"}' :9191/__ctl/grant``;
- see what arrived: ``curl :9191/__ctl/sent``.

Six templates are there from the start, each with thing1, time2 and thing3: tmpl-commute, tmpl-plate, tmpl-quiz,
tmpl-lights, tmpl-campaign, tmpl-weekly. Every page counts as published until ``/__ctl/page`` names the first one.
WeCom answers below ``/qy/`` (``wecom.py``). ``control.py`` lists what else can be done, ``faults.py`` what can go
wrong.
"""
