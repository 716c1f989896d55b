"""R03: an Azure OpenAI client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..facts import ClientMade, Fact, Facts, Provider
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._fields import HEAD


class AzureClient(Rule[ClientMade]):
    """A client talks to Azure OpenAI.

    Azure binds the deployment, the API version and often a token provider to the client. What
    takes their place is a decision, so it is reported and never rewritten.
    """

    code = "R03"
    name = "azure-client"
    severity = Severity.REWRITE
    title = "an Azure OpenAI client"
    because = (
        "Deployment, API version and token provider are bound to Azure, and mean nothing elsewhere."
    )
    handles: ClassVar[tuple[type[Fact], ...]] = (ClientMade,)
    records = ("endpoint-chat-completions",)
    instead = (
        'OpenAI(base_url="https://api.smallest.ai/waves/v1", '
        'api_key=os.environ["SMALLEST_API_KEY"]).'
    )
    instead_script = (
        'new OpenAI({ baseURL: "https://api.smallest.ai/waves/v1", '
        'apiKey: process.env.SMALLEST_API_KEY ?? "" }).'
    )
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[])'),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            'from openai import AzureOpenAI\nclient = AzureOpenAI(api_version="2024-02-01")',
            lines=(2,),
        ),
        Example('import openai\nopenai.api_type = "azure"\nopenai.api_key = "x"', lines=(2,)),
        Example(
            (
                "from openai import OpenAI\n"
                'c = OpenAI(base_url="https://me.openai.azure.com/openai/v1/")'
            ),
            lines=(2,),
        ),
    )

    def check(self, fact: ClientMade, facts: Facts) -> Iterator[Report]:
        """Yield a report for a client on Azure."""
        if fact.provider is Provider.AZURE:
            yield Report(
                place=fact.place,
                message="Azure's endpoint, deployment and API version do not exist on Electron.",
                confidence=fact.confidence,
                instead=fact.where,
                review="Deployments, API versions and token providers have no counterpart.",
            )
