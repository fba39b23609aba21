"""What the sample's educators and administrators said of coaching, as it stands in the registry: Voices and Feedback."""

from __future__ import annotations

from sheets_templates import load_form
from sync.demo.sample_cells import Registry, Row
from sync.demo.sample_texts import sample_texts


def sample_voices() -> Registry:
    """The rows of the registry's tabs Voices and Feedback."""
    texts = sample_texts()
    return {
        "voices": [_voice(number, said) for number, said in enumerate(texts["voices"], start=1)],
        "feedback": [
            {"district_id": said["district"]} | {key: number for key, number in said.items() if key != "district"}
            for said in texts["feedback"]
        ],
    }


def _voice(number: int, said: Row) -> Row:
    asked = str(said["asked"])
    return {
        "voice_id": f"sample-{number}/{asked}",
        "received_on": said["received"],
        "district_id": said["district"],
        "role": said["role"],
        "asked": load_form("feedback").question(asked).title,
        "words": said["words"],
        "permission": "Yes",
        "choice": said["choice"],
    }
