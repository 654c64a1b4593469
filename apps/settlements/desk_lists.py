"""Lists that people keep views of."""

from apps.desks.lists import DeskList

LISTS = [
    DeskList("settlements:settlements"),
    DeskList("settlements:queue"),
    DeskList("settlements:estimates"),
    DeskList("settlements:estimate-queue"),
    DeskList("settlements:batches"),
]
