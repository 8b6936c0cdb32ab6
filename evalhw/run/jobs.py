"""The runs that an order makes: for every model and repeat a plan, a provider and an open trace.

Invariant: everything that can be wrong with an order (a name, a key, an attachment, a changed homework) is found before
the first request is sent.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from evalhw.errors import UserError
from evalhw.grading.verdicts import spent_on_judges
from evalhw.homework.homework import Homework
from evalhw.homework.plan import Plan, make_plan
from evalhw.providers.base import Provider, Setting
from evalhw.providers.budget import Budget
from evalhw.providers.catalogue import Catalogue, Limits, Model, load_catalogue
from evalhw.providers.keys import Scrubber, secrets_of, secrets_of_address, shown_address
from evalhw.providers.parameters import checked
from evalhw.providers.registry import provider_for
from evalhw.providers.stop import Stop
from evalhw.record import store
from evalhw.record.trace import Header, Trace, unfinished_turns, without_unfinished
from evalhw.record.writer import TakenError, TraceWriter
from evalhw.run.conversation import Observer
from evalhw.run.runner import check_attachments, header_for

CONCURRENCY = 8
REPLAY = "replay"
MAX_AT_ONCE = 1000
"""Runs of one model that may begin in the same second."""
_CAPS = ("max_tokens", "max_completion_tokens", "max_output_tokens")

Watch = Callable[[Model], Observer]


@dataclass(frozen=True)
class Order:
    """What is wanted.

    Attributes:
        models: The models to ask, as the user names them.
        questions: Ask only these; by default all.
        follow_ups: Whether to follow up.
        root: Where problems, rubrics and transcripts are.
        out: Where traces go, if not to the root's transcripts.
        parameters: Sampling parameters, over the model's own.
        repeat: How many identical runs of each model, each with a seed of its own.
        concurrency: Requests in flight, for each service.
        base_url: Where to send requests instead of the provider's own address.
        environment: Where keys are looked up.
        timeout: Seconds after which a request is given up.
        budget: What the run may cost.
        cache: The folder of kept answers; None to keep none.
        retries: How often a request is tried again; None for the usual.
        ask_refused: Whether to ask again what was refused for its words or length, where a run is gone on with.
        cap_of_cut: How many tokens answers that were cut have when they are asked again; None not to ask them again.
    """

    models: tuple[str, ...]
    questions: tuple[str, ...] = ()
    follow_ups: bool = True
    root: Path | None = None
    out: Path | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    repeat: int = 1
    concurrency: int = CONCURRENCY
    base_url: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 600.0
    budget: Budget = field(default_factory=Budget)
    cache: Path | None = None
    retries: Any = None
    ask_refused: bool = False
    cap_of_cut: int | None = None

    @property
    def traces(self) -> Path:
        """The folder of all traces."""
        return store.transcripts(self.root, self.out)


@dataclass(frozen=True)
class Job:
    """One run, ready to go."""

    plan: Plan
    provider: Provider
    writer: TraceWriter
    observer: Observer
    follow_ups: bool
    stop: Stop = field(default_factory=Stop)
    so_far: Trace | None = None


class Workshop:
    """Makes providers for an order; models of one service share its pace."""

    def __init__(self, homework: Homework, order: Order, watch: Watch) -> None:
        self._homework = homework
        self._order = order
        self._watch = watch
        self._paces: dict[str, Any] = {}
        self._warned = False
        self.catalogue: Catalogue = load_catalogue(order.root)
        keys = (service.key for service in self.catalogue.services.values())
        secrets = (*secrets_of(order.environment, keys), *secrets_of_address(order.base_url or ""))
        self.scrubber = Scrubber(secrets)

    def provider(self, model: Model, observer: Observer, stop: Stop) -> Provider:
        """A model's provider: asked with patience, within the budget, and through the cache if there is one."""
        order = self._order
        provider = provider_for(
            model,
            Setting(
                homework=self._homework.name,
                transcripts=store.transcripts(order.root),
                base_url=order.base_url,
                environment=order.environment,
                timeout=order.timeout,
                connections=order.concurrency,
                scrubber=self.scrubber,
            ),
        )
        if model.module == REPLAY:
            return provider
        if order.budget.max_cost is not None and model.entry.prices is None:
            raise UserError(f"{model.name}: its price is not known, so --max-cost cannot hold; add it to models.yaml")
        from evalhw.providers.patience import Patient

        pace = self._pace(model.entry.service, model.entry.limits, observer)
        patient = Patient(provider, pace, order.budget, model.entry.prices, order.retries, stop, model.model)
        if order.cache is None:
            return patient
        from evalhw.providers.cached import Cached, Source

        source = Source(model.name, model.model, self._shown_base_url())
        return Cached(patient, order.cache, source, lambda text: self._warn_of_cache(observer, text))

    def _warn_of_cache(self, observer: Observer, text: str) -> None:
        """Say once that answers are not kept for other runs; it is the same trouble for every model."""
        if not self._warned:
            self._warned = True
            observer.remarked("", text)

    def _shown_base_url(self) -> str:
        """The address that was given, as it may be written down."""
        return self.scrubber.scrub(shown_address(self._order.base_url or ""))

    def _pace(self, service: str, limits: Limits, observer: Observer) -> Any:
        from evalhw.providers.pace import Pace
        from evalhw.providers.patience import Retries

        if service not in self._paces:
            retries = self._order.retries or Retries()
            self._paces[service] = Pace(
                self._order.concurrency, limits, retries.clock, retries.sleep, on_wait=observer.waiting
            )
        return self._paces[service]

    def parameters(self, model: Model, repeat: int) -> dict[str, Any]:
        """The parameters of a run: the model's, then the order's, and a seed for each of several repeats."""
        own = checked(model.entry.parameters, f"models.yaml: models.{model.name}.parameters:")
        parameters = {**own, **self._order.parameters}
        if self._order.repeat > 1 or "seed" in parameters:
            parameters["seed"] = int(parameters.get("seed", 0)) + repeat - 1
        return parameters

    def new(self, model: Model) -> list[Job]:
        """The runs of one model."""
        order = self._order
        stop = Stop()
        observer = self._watch(model)
        provider = self.provider(model, observer, stop)
        repeats = range(1, order.repeat + 1)
        plans = [
            make_plan(
                self._homework, model.name, order.questions, provider.answers, self.parameters(model, repeat), repeat
            )
            for repeat in repeats
        ]
        check_attachments(plans[0], provider)
        return [Job(plan, provider, self._begin(plan, provider), observer, order.follow_ups, stop) for plan in plans]

    def _begin(self, plan: Plan, provider: Provider) -> TraceWriter:
        order = self._order
        for path in _new_paths(order.traces, plan, plan.repeat if order.repeat > 1 else None):
            run = path.name.removesuffix(store.SUFFIX)
            header = header_for(plan, provider, run, self._shown_base_url(), follow_ups=order.follow_ups)
            parameters = self.scrubber.scrub_all(header.parameters)
            try:
                return TraceWriter.create(
                    path, header.model_copy(update={"parameters": parameters, "caps": caps_of(order)})
                )
            except TakenError:
                continue  # by a run that began in the same second
        raise UserError(f"{order.traces}: too many runs of {plan.model} began in this second; try again")

    def resumed(self, writer: TraceWriter, so_far: Trace) -> Job:
        """A run that was broken off, to go on with."""
        header = so_far.header
        check_unchanged(header, self._homework, str(writer.path))
        if self._order.ask_refused:
            so_far = replace(so_far, turns=tuple(replace(turn, refused=False) for turn in so_far.turns))
        parameters = dict(header.parameters)
        if self._order.cap_of_cut is not None and unfinished_turns(so_far):
            parameters |= raised_cap(header, self._order.cap_of_cut)
            so_far = without_unfinished(so_far)
        model = self.catalogue.look_up(header.model)
        stop = Stop()
        observer = self._watch(model)
        provider = self.provider(model, observer, stop)
        plan = make_plan(self._homework, header.model, header.questions, provider.answers, parameters, header.repeat)
        check_attachments(plan, provider)
        return Job(plan, provider, writer, observer, header.follow_ups, stop, so_far)


def caps_of(order: Order) -> dict[str, float]:
    """The caps of an order, as a run's header keeps them."""
    given = {"max_cost": order.budget.max_cost, "max_tokens": order.budget.max_tokens}
    return {name: value for name, value in given.items() if value is not None}


def with_caps(order: Order, header: Header) -> Order:
    """The order, under each cap that a run began with where it names no other: a cap on tokens lifts none on cost."""
    caps = {**header.caps, **caps_of(order)}
    if caps == caps_of(order):
        return order
    tokens = caps.get("max_tokens")
    return replace(order, budget=Budget(caps.get("max_cost"), int(tokens) if tokens is not None else None))


def count_spent(order: Order, so_far: Trace, judge_path: Path) -> None:
    """Let the caps of an order count what a run, and its judges, took before.

    Raises:
        NotFoundError: The run's model is not known any more.
    """
    budget = order.budget
    if budget.max_cost is None and budget.max_tokens is None:
        return
    model = load_catalogue(order.root).look_up(so_far.header.model)
    budget.charge(so_far.spent, model.entry.prices)
    budget.spend(*spent_on_judges(judge_path))


def raised_cap(header: Header, cap: int) -> dict[str, int]:
    """The parameter that caps an answer's tokens, raised.

    Raises:
        UserError: It was as high before.
    """
    name = next((name for name in _CAPS if name in header.parameters), _CAPS[0])
    before = header.parameters.get(name)
    if isinstance(before, int) and before >= cap:
        raise UserError(f"--cut {cap}: {header.run} was asked with {name}={before}; say more than that")
    return {name: cap}


def check_unchanged(header: Header, homework: Homework, where: str) -> None:
    """See that a run can go on with the homework that it began with.

    Raises:
        UserError: The problems, the rubric or an attachment changed.
    """
    changed = [name for name, digest in header.digests.items() if homework.digests.get(name) != digest]
    # A question changes with a file: the file is what to look at.
    changed = [name for name in changed if not name.startswith("question:")] or changed
    if changed:
        raise UserError(f"{where}: {', '.join(changed)} changed since this run began; begin a new run")


def _new_paths(folder: Path, plan: Plan, repeat: int | None) -> Iterator[Path]:
    """Paths for a new run, the likeliest first; further runs in the same second get a number."""
    name = store.new_run_name(repeat=repeat)
    yield store.run_path(folder, plan.homework.name, plan.model, name)
    for number in range(2, MAX_AT_ONCE):
        yield store.run_path(folder, plan.homework.name, plan.model, f"{name}.{number}")
