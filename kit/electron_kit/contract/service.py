"""What the documents say of the service as a whole: no field, no limit, and worth knowing."""

from .records import Trait
from .sources import MIGRATION, OPENAPI, PAGES

SERVICE = (
    Trait("modality", "What goes in and comes out", "text; no images, no audio", (PAGES,)),
    Trait("languages", "Languages, detected automatically", 70, (MIGRATION, PAGES)),
    Trait("regions", "Regions, chosen automatically", "India and USA", (PAGES,)),
    Trait(
        "first-token",
        "Time to the first token, typical on a warm connection",
        "under 300 ms",
        (PAGES,),
    ),
    Trait(
        "keys",
        "Where a key is made",
        "https://app.smallest.ai/dashboard/api-keys",
        (MIGRATION, OPENAPI),
    ),
    Trait(
        "prompts",
        "Prompts that do worse and are shared with support",
        "real customer prompts drive improvements",
        (MIGRATION,),
    ),
    Trait("text-to-speech", "The vendor's text to speech", "Lightning v3.1", (MIGRATION,)),
    Trait("speech-to-text", "The vendor's speech to text", "Pulse", (MIGRATION,)),
    Trait("voice-agents", "The vendor's platform for voice agents", "Atoms", (MIGRATION,)),
    Trait(
        "deprecated-speech",
        "Deprecated of the vendor's text to speech",
        "Lightning v2 and lightning-large",
        (MIGRATION,),
    ),
)
