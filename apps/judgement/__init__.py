"""When does a manufacturer lag? The decision rule, pure: day counts in, judgement out. No Django, no database.

``version``   the rule's constants, frozen under an id that evidence can name
``history``   day counts of one cell, and many cells side by side
``evidence``  what the counts of every window say on a day
``rule``      the judgement: compliant, watch, lagging or not enough data
``severity``  how grave: shortfall × vehicles affected
``industry``, ``simulate``, ``bench``  industry-years with known truth, and how the rule fares in them

Why this rule and not another: docs/decisions/0010-judgement-rule.md.
"""
