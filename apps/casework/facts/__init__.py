"""Facts only grow: every version of a row that a figure or a hearing may look at is kept, with when it was known.

Apps name such tables in ``policies.py`` as ``RECORDED``. For each, the schema ``facts`` holds all versions of its rows
(``known_from``, ``known_to``), written by triggers that belong to the owner of the schema: no side and no task can
write, change or delete there. The schema ``known`` holds a view of the same name with the rows as they were known at
a moment; a reader that puts it before ``public`` (``as_known``) asks the same question again, in the same words.
docs/facts.md.
"""

from .looking_back import as_known

__all__ = ["as_known"]
