"""What a claim's columns must be, by its visits, denials and clocks (casework/facts/projections.py)."""

PROJECTIONS = {
    "claims_claim": (
        """
        SELECT c.id, 'its stages are not those of the visit under way' FROM claims_claim c
        LEFT JOIN claims_visit v ON v.claim_id = c.id AND v.reopened_at IS NULL
        WHERE (c.vehicle_in_at, c.repaired_at, c.handed_back_at)
              IS DISTINCT FROM (v.taken_in_at, v.repaired_at, v.handed_back_at)
        """,
        """
        SELECT c.id, 'its denial is not the one in force' FROM claims_claim c
        LEFT JOIN claims_denial d ON d.claim_id = c.id AND d.reversed_at IS NULL
        WHERE (c.denial_reason, c.denial_note) IS DISTINCT FROM (coalesce(d.reason, ''), coalesce(d.explanation, ''))
           OR (c.status = 'denied') IS DISTINCT FROM (d.id IS NOT NULL)
        """,
        """
        SELECT c.id, 'a denial is proposed, or is not, against what its state says' FROM claims_claim c
        LEFT JOIN claims_denialproposal p ON p.claim_id = c.id AND p.decided_at IS NULL
        WHERE (c.status = 'proposed') IS DISTINCT FROM (p.id IS NOT NULL)
        """,
        """
        SELECT c.id, 'it is not due when its clocks are' FROM claims_claim c
        LEFT JOIN LATERAL (
            SELECT min(due_at) AS due_at FROM duties_clock
            WHERE subject_kind = 'claim' AND subject_id = c.id AND stopped_at IS NULL
              AND obligation_id <> 'legal_limit'
        ) k ON true
        WHERE c.next_due_at IS DISTINCT FROM coalesce(k.due_at, timestamptz '9999-12-31 00:00:00+00')
        """,
    )
}
