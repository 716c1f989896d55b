import instructor
from pydantic import BaseModel

from electron_kit import client


class City(BaseModel):
    """A city and its country."""

    city: str
    country: str


wrapped = instructor.from_openai(client("electron"), mode=instructor.Mode.JSON)
city = wrapped.chat.completions.create(
    model="electron",
    response_model=City,
    messages=[{"role": "user", "content": "Where is Pune?"}],
    max_retries=2,  # repairs of an answer; the kit repeats what failed on the way
)
print(city)
