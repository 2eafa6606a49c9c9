"""Every position with all that is known of its statement, as plain data for JSON."""

from __future__ import annotations

from typing import Any

from foedus.answer import plain
from foedus.settle.model import Negotiation, Party, Position


def attributed(negotiation: Negotiation) -> dict[str, Any]:
    """Return questions, parties and positions; each position with its statement's provenance."""
    return {
        "questions": [
            {"key": q.key, "text": q.text, "options": {o.key: o.text for o in q.options}}
            for q in negotiation.questions
        ],
        "parties": [_party(p) for p in negotiation.parties],
        "positions": [_position(negotiation, p) for p in negotiation.positions],
    }


def _party(p: Party) -> dict[str, Any]:
    return {
        "key": p.key, "name": p.name, "status": str(p.seat), "within": p.within,
        "mandate": str(p.mandate), "mandate_from": p.mandate_from,
        "disputed_by": list(p.disputed_by),
    }  # fmt: skip


def _position(negotiation: Negotiation, p: Position) -> dict[str, Any]:
    said = negotiation.said[p.statement]
    return {
        "key": p.key, "party": p.party, "kind": str(p.take), "question": p.question,
        "options": plain(p.options), "if": plain(p.when), "then": plain(p.then),
        "rungs": plain(p.rungs), "order": plain(p.order), "asks": p.asks,
        "status": str(p.standing), "strength": str(p.strength), "untradeable": p.untradeable,
        "cost": p.cost, "coded_by": p.coder, "confidence": p.confidence,
        "words": p.words, "sealed": p.sealed,
        "statement": {
            "key": p.statement, "speaker": said.speaker, "capacity": said.capacity,
            "date": str(said.when), "quote": said.quote, "document": said.document,
            "source": said.source, "translator": said.translator,
            "quoting": list(said.reports), "record": str(getattr(said.status, "value", "")),
        },
    }  # fmt: skip
