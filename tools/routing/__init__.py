"""Routes: who drives where, in which order and when. Pure calculations over stops and vehicles; no table is known."""
