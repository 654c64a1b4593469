"""Lists that people keep views of."""

from apps.desks.lists import DeskList

LISTS = [
    DeskList("exports:licences"),
    DeskList("exports:letters"),
    DeskList("exports:exporters"),
    DeskList("exports:records"),
    DeskList("exports:certificates"),
    DeskList("exports:findings"),
    DeskList("exports:findings-counted"),
    DeskList("exports:orphans"),
    DeskList("exports:orphan-clusters"),
    DeskList("exports:recalls"),
    DeskList("exports:conduct"),
]
