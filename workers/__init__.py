"""The duties that run on their own: answer messages, send texts, settle doubts, nag and expire."""
