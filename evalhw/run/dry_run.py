"""What a run would ask, and about what it would cost. Invariant: nothing is sent, and no key is needed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evalhw.homework.homework import Homework
from evalhw.homework.plan import Plan, make_plan
from evalhw.homework.prompts import turn_prompt
from evalhw.providers.base import Conversation, Message
from evalhw.providers.catalogue import Model, cost, load_catalogue, tokens_of
from evalhw.providers.wire import with_text_attachments
from evalhw.run.attachments import ready
from evalhw.run.jobs import Order

TYPICAL_ANSWER = 1000
_SHOWN = 400


@dataclass(frozen=True)
class Expected:
    """A turn that would be asked.

    Attributes:
        model: Of whom.
        conversation: In which conversation.
        questions: Which questions.
        prompt: The prompt, attachments inlined.
        tokens: Tokens sent, all of the conversation before it included.
        answer: Tokens expected back.
        cache: With a cache, whether the answer is kept, or why it is not; "" where that depends on answers before it.
    """

    model: Model
    conversation: str
    questions: tuple[str, ...]
    prompt: str
    tokens: int
    answer: int
    cache: str = ""


def estimate(homework: Homework, order: Order) -> tuple[Expected, ...]:
    """The turns that an order would ask, follow-ups not among them: they depend on the answers."""
    catalogue = load_catalogue(order.root)
    found: list[Expected] = []
    for name in order.models:
        model = catalogue.look_up(name)
        plan = make_plan(homework, name, order.questions, None, {**model.entry.parameters, **order.parameters})
        found += _turns(plan, model, order)
    return tuple(found * order.repeat)


def _turns(plan: Plan, model: Model, order: Order) -> Iterator[Expected]:
    spec = plan.homework.spec
    service = model.service
    takes = {"image": service is None or service.images, "document": service is None or service.documents}
    accepts = [kind for kind, taken in takes.items() if taken]
    answer = int(plan.parameters.get("max_tokens") or TYPICAL_ANSWER)
    for conversation, turns in plan.conversations.items():
        before: tuple[str, ...] = ()
        sent = tokens_of(spec.system)
        for questions in turns:
            attachments = ready(plan.homework, spec.attachments_of(questions), accepts, model.name)
            message = Message("user", turn_prompt(spec, questions, before), attachments)
            prompt = with_text_attachments(message)
            sent += tokens_of(prompt)
            first = Conversation(conversation, spec.system, (message,), questions, parameters=plan.parameters)
            cache = "" if before else _cache(first, model, order)
            yield Expected(model, conversation, questions, prompt, sent, answer, cache)
            sent += answer
            before += questions


def _cache(conversation: Conversation, model: Model, order: Order) -> str:
    if order.cache is None:
        return ""
    from evalhw.providers.cached import Source, why_not

    why = why_not(conversation, order.cache, Source(model.name, model.model, order.base_url or ""))
    return f"not cached: {why}" if why else "cached"


def lines(expected: Sequence[Expected]) -> Iterator[str]:
    """The estimate, as it is shown."""
    for turn in expected:
        asked = ", ".join(turn.questions)
        yield f"{turn.model.name}, conversation {turn.conversation}: {asked} (~{turn.tokens} tokens)"
        if turn.cache:
            yield f"    {turn.cache}"
        shown = turn.prompt[:_SHOWN] + (" …" if len(turn.prompt) > _SHOWN else "")
        yield from (f"    {line}" for line in shown.splitlines())
    for name in dict.fromkeys(turn.model.name for turn in expected):
        own = [turn for turn in expected if turn.model.name == name]
        sent, answered = sum(turn.tokens for turn in own), sum(turn.answer for turn in own)
        price = cost(own[0].model.entry.prices, sent, answered)
        money = f"about ${price:.4f}" if price is not None else "price not known"
        yield f"{name}: {len(own)} turns, ~{sent} tokens in, ~{answered} out, {money}, follow-ups not counted"
