"""Statistics behind the measures: pure functions on plain numbers, no Django, no database.

``proportion``  Wilson limits of a share
``funnel``      a share against its peers
``grouped``     durations as a table of times with counts
``survival``    Kaplan–Meier with quantiles and restricted mean
``competing``   Aalen–Johansen shares when repair competes with denial
``ages``        how old waiting things are
``coverage``    vehicles with somebody to go to

Worked examples of all of them: docs/measures.md.
"""
