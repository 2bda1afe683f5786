"""Whose office the tests play: the mini-program's identity and the keys. Worthless anywhere else."""

KEYS = (("test", b"0123456789abcdef0123456789abcdef"),)
APPID, SECRET = "wxtest00000000000", "only-for-tests"
