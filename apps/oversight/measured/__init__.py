"""Measures read from rows: the queries behind the pure functions of ``stats``, in whatever scope asks.

``span``      which cases are looked at
``repairs``   denial against peers, repeat repairs
``downtime``  vehicles off the road longer than the destination's law allows
``supply``    line fill rate and backorders
``coverage``  service points that work, promised ones that are silent
``parties``   the dealer's delay and the manufacturer's, told apart
``safety``    safety-critical cases open beyond the limit: for people, never for flags
``sheet``     all of them as lines of a page, each with its definition
"""
