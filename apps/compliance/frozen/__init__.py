"""The cases that evidence rests on, each as it stood then: found (freezing.py), kept once (keeping.py), listed again.

docs/decisions/0034-cases-are-frozen.md.
"""
