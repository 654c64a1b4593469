"""Statistics behind the measures: pure functions on plain numbers, no Django, no database.

``proportion``  Wilson limits, funnel limits against peers
``survival``    Kaplan–Meier and its quantiles and restricted mean
``competing``   Aalen–Johansen shares when repair competes with denial
``measures``    the measures themselves, each with formula, unit, direction and source
"""
