"""Lists that people keep views of."""

from apps.desks.lists import DeskList

LISTS = [
    DeskList("disputes:objections"),
    DeskList("disputes:escalations"),
]
