"""A client by itself, and nothing else: ``run_bare.py CLIENT URL REQUESTS IN_FLIGHT``."""

import asyncio
import sys

CLIENT, URL, REQUESTS, IN_FLIGHT = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
MESSAGES = [{"role": "system", "content": "Answer briefly."}, {"role": "user", "content": "Which colour? " * 20}]


async def main() -> None:
    if CLIENT == "mistral":
        from mistralai.client import Mistral

        mistral = Mistral(api_key="none", server_url=URL)

        async def ask() -> None:
            await mistral.chat.complete_async(model="m", messages=MESSAGES)
    else:
        from openai import AsyncOpenAI

        openai = AsyncOpenAI(api_key="none", base_url=f"{URL}/v1")

        async def ask() -> None:
            await openai.chat.completions.create(model="m", messages=MESSAGES)

    places = asyncio.Semaphore(IN_FLIGHT)

    async def one() -> None:
        async with places:
            await ask()

    await asyncio.gather(*(one() for _ in range(REQUESTS)))


asyncio.run(main())
