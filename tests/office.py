"""Whose office the tests play: the mini-program's identity and the keys. Worthless anywhere else."""

KEYS = (("test", b"0123456789abcdef0123456789abcdef"),)
APPID, SECRET, PUSH_TOKEN = "wxtest00000000000", "only-for-tests", "only-for-tests"
