"""What a clock's columns must be, by its intervals and exclusions (casework/facts/projections.py)."""

PROJECTIONS = {
    "duties_clock": (
        # Each interval begins where the one before ended; only the last may be open, and just while the clock runs.
        """
        SELECT clock_id, 'an interval does not begin where the one before ended' FROM (
            SELECT clock_id, started_at, lag(ended_at) OVER w AS before, row_number() OVER w AS n
            FROM duties_clockinterval WINDOW w AS (PARTITION BY clock_id ORDER BY started_at, id)
        ) i WHERE n > 1 AND before IS DISTINCT FROM started_at
        """,
        """
        SELECT c.id, 'stopped_at is not the end of its last interval' FROM duties_clock c
        JOIN LATERAL (
            SELECT ended_at FROM duties_clockinterval WHERE clock_id = c.id ORDER BY started_at DESC, id DESC LIMIT 1
        ) i ON true
        WHERE c.stopped_at IS DISTINCT FROM i.ended_at
        """,
        """
        SELECT c.id, 'it counts although an exclusion is in force' FROM duties_clock c
        WHERE c.counts AND EXISTS (SELECT FROM duties_exclusion e WHERE e.clock_id = c.id AND e.lifted_at IS NULL)
        """,
    )
}
