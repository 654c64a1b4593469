"""Lists that people keep views of."""

from apps.desks.lists import DeskList

LISTS = [
    DeskList("oversight:cases"),
    DeskList("oversight:cells"),
    DeskList("oversight:flags"),
]
